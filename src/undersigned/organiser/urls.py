"""The addresses of the desk's own screens, below Wagtail's."""

from django.urls import path

from undersigned.organiser import letters, voices

app_name = "organiser"

urlpatterns = [
    path("voices/", voices.Queue.as_view(), name="voices"),
    path("voices/decisions/", voices.Decisions.as_view(), name="voice_decisions"),
    path("letters/", letters.Outbox.as_view(), name="letters"),
    path("letters/attempts/", letters.Attempts.as_view(), name="letter_attempts"),
]
