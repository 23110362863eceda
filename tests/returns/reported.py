"""The addresses of the site where a webhook's secret is set."""

from django.urls import include, path

urlpatterns = [path("anymail/", include("undersigned.returns.urls"))]
