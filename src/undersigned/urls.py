"""Django's whole address map. What visitors see is `public.app`'s; only these prefixes reach Django."""

from django.conf import settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from undersigned.organiser import first
from undersigned.organiser.delivery import recipient
from undersigned.organiser.people import invitations

urlpatterns = [
    path("organiser/first/<str:code>/", first.FirstAccount.as_view(), name="first_account"),  # nobody can sign in yet
    path("organiser/invitation/<str:token>/", invitations.Accept.as_view(), name="invitation"),
    path("organiser/", include(wagtailadmin_urls)),
    path("delivery/<str:token>/", recipient.packet, name="delivery_packet"),
    path("delivery/<str:token>/<path:name>", recipient.file, name="delivery_file"),
    *([path("anymail/", include("undersigned.returns.urls"))] if settings.ANYMAIL["WEBHOOK_SECRET"] else []),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),  # for `reverse` and page addresses: the front answers them
]
