"""The nonce that a script in a page of the desk needs to run."""

from django import template

from undersigned.organiser import policy

register = template.Library()
register.simple_tag(policy.nonce)
