"""Whether somebody can sign in at all, for the page where one signs in."""

from django import template

from undersigned.organiser import first

register = template.Library()
register.simple_tag(first.is_needed, name="nobody_can_sign_in")
