"""The addresses of the desk's own screens, below Wagtail's."""

from django.urls import path

from undersigned.organiser import gate, languages, letters, setup, voices
from undersigned.organiser.begin import campaign as begin_campaign
from undersigned.organiser.begin import draft as begin_draft
from undersigned.organiser.begin import organisation as begin_organisation
from undersigned.organiser.begin import steps as begin
from undersigned.organiser.dashboard import views as dashboard
from undersigned.organiser.delivery import views as delivery
from undersigned.organiser.export import views as export
from undersigned.organiser.fraud import rules as fraud_rules
from undersigned.organiser.fraud import views as fraud
from undersigned.organiser.gallery import views as gallery
from undersigned.organiser.offline import views as offline
from undersigned.organiser.people import listing as people
from undersigned.organiser.people import open_sessions, person, sign_in, two_steps
from undersigned.organiser.retention import papers
from undersigned.organiser.retention import views as retention
from undersigned.organiser.signatures import lists as signatures
from undersigned.organiser.signatures import mailbox
from undersigned.organiser.signatures import one as signature
from undersigned.organiser.updates import views as updates

app_name = "organiser"

urlpatterns = [
    path("begin/", begin.Begin.as_view(), name="begin"),
    path("begin/organisation/", begin_organisation.Name.as_view(), name="begin_organisation"),
    path("begin/campaign/", begin_campaign.Ask.as_view(), name="begin_campaign"),
    path("begin/<int:page_id>/words/", begin_draft.Words.as_view(), name="begin_words"),
    path("begin/<int:page_id>/publish/", begin_draft.Publish.as_view(), name="begin_publish"),
    path("begin/<int:page_id>/published/", begin_draft.Published.as_view(), name="begin_published"),
    path("voices/", voices.Queue.as_view(), name="voices"),
    path("voices/decisions/", voices.Decisions.as_view(), name="voice_decisions"),
    path("campaigns/<int:petition_id>/", dashboard.Overview.as_view(), name="overview"),
    path("campaigns/<int:petition_id>/annotations/", dashboard.Annotations.as_view(), name="overview_annotations"),
    path("campaigns/<int:petition_id>/map/", dashboard.Map.as_view(), name="overview_map"),
    path("campaigns/<int:petition_id>/<slug:name>.csv", dashboard.File.as_view(), name="overview_csv"),
    path("campaigns/<int:page_id>/translate/", languages.Translate.as_view(), name="translate"),
    path("fraud/<int:petition_id>/", fraud.Fraud.as_view(), name="fraud"),
    path("fraud/<int:petition_id>/settled/", fraud.Settled.as_view(), name="fraud_settled"),
    path("fraud/<int:petition_id>/rules/", fraud_rules.New.as_view(), name="fraud_new"),
    path("fraud/<int:petition_id>/rules/<uuid:rule>/", fraud_rules.One.as_view(), name="fraud_rule"),
    path("gallery/", gallery.Wall.as_view(), name="gallery"),
    path("gallery/<slug:name>/", gallery.Specimen.as_view(), name="gallery_specimen"),
    path("signatures/<int:petition_id>/export/", export.Export.as_view(), name="export"),
    path("signatures/<int:petition_id>/", signatures.Signatures.as_view(), name="signatures"),
    path("signatures/<int:petition_id>/search/", signatures.Search.as_view(), name="signature_search"),
    path("signatures/<int:petition_id>/<uuid:signature_id>/", signature.One.as_view(), name="signature"),
    path(
        "signatures/<int:petition_id>/<uuid:signature_id>/decisions/",
        signature.Decisions.as_view(),
        name="signature_decisions",
    ),
    path(
        "signatures/<int:petition_id>/<uuid:signature_id>/letters/",
        mailbox.Letters.as_view(),
        name="signature_letters",
    ),
    path("delivery/<int:petition_id>/", delivery.Deliveries.as_view(), name="delivery"),
    path("delivery/<int:petition_id>/<uuid:packet>/", delivery.Packet.as_view(), name="packet"),
    path("delivery/<int:petition_id>/<uuid:packet>/<path:name>", delivery.Files.as_view(), name="packet_file"),
    path("offline/<int:petition_id>/", offline.Batches.as_view(), name="offline"),
    path("offline/<int:petition_id>/sheets/", offline.Sheets.as_view(), name="offline_sheets"),
    path("offline/<int:petition_id>/list/", offline.Upload.as_view(), name="offline_upload"),
    path("offline/<int:petition_id>/<uuid:batch>/", offline.One.as_view(), name="offline_batch"),
    path("offline/<int:petition_id>/<uuid:batch>/<path:name>", offline.Files.as_view(), name="offline_file"),
    path("retention/<int:petition_id>/", retention.Retention.as_view(), name="retention"),
    path("retention/<int:petition_id>/<int:erasure>/<slug:kind>/", retention.Proof.as_view(), name="retention_proof"),
    path("data-protection/", papers.Papers.as_view(), name="papers"),
    path("data-protection/<slug:name>/", papers.Paper.as_view(), name="paper"),
    path("data-protection/<slug:name>/<slug:kind>/", papers.Paper.as_view(), name="paper_file"),
    path("people/", people.People.as_view(), name="people"),
    path("people/<int:user_id>/", person.Person.as_view(), name="person"),
    path("people/invitations/<uuid:invitation_id>/", people.TakeBack.as_view(), name="take_back"),
    path("two-steps/", two_steps.TwoSteps.as_view(), name="two_steps"),
    path("two-steps/code/", sign_in.Code.as_view(), name="code"),
    path("sessions/", open_sessions.OpenSessions.as_view(), name="sessions"),
    path("updates/<int:petition_id>/", updates.Updates.as_view(), name="updates"),
    path("updates/<int:petition_id>/new/", updates.Write.as_view(), name="update_new"),
    path("updates/<int:petition_id>/<int:update_id>/", updates.Show.as_view(), name="update"),
    path("updates/<int:petition_id>/<int:update_id>/edit/", updates.Edit.as_view(), name="update_edit"),
    path("updates/<int:petition_id>/<int:update_id>/discard/", updates.Discard.as_view(), name="update_discard"),
    path("updates/<int:petition_id>/<int:update_id>/test/", updates.Test.as_view(), name="update_test"),
    path("updates/<int:petition_id>/<int:update_id>/sending/", updates.Sending.as_view(), name="update_sending"),
    path("gate/", gate.GateView.as_view(), name="gate"),
    path("set-up/", setup.SetUp.as_view(), name="set_up"),
    path("letters/", letters.Outbox.as_view(), name="letters"),
    path("letters/attempts/", letters.Attempts.as_view(), name="letter_attempts"),
]
