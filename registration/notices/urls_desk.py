"""The organisers' pages about the dates: decide, write, approve, announce, watch."""

from django.urls import URLPattern, path

from registration.notices.views.desk import deciding, ledger, sending, writing

app_name = "notices_desk"
urlpatterns: list[URLPattern] = [
    path("", deciding.decisions, name="decisions"),
    path("propose/", deciding.propose, name="propose"),
    path("<int:revision_id>/", deciding.effect, name="effect"),
    path("<int:revision_id>/amend/", deciding.amend, name="amend"),
    path("<int:revision_id>/discard/", deciding.discard, name="discard"),
    path("<int:revision_id>/notice/", writing.notice, name="notice"),
    path("<int:revision_id>/notice/submit/", writing.submit, name="submit"),
    path("<int:revision_id>/text/<slug:language>/", writing.text, name="text"),
    path(
        "<int:revision_id>/text/<slug:language>/restore-default/",
        writing.restore_default,
        name="restore-default",
    ),
    path(
        "<int:revision_id>/text/<slug:language>/delete/",
        writing.delete_text,
        name="delete-text",
    ),
    path(
        "<int:revision_id>/text/<slug:language>/set-fallback/",
        writing.set_fallback,
        name="set-fallback",
    ),
    path(
        "<int:revision_id>/text/<slug:language>/send-sample/",
        writing.send_sample,
        name="send-sample",
    ),
    path("<int:revision_id>/preview/<slug:language>/", writing.preview, name="preview"),
    path(
        "<int:revision_id>/preview/<slug:language>/<slug:persona>/letter/",
        writing.letter,
        name="letter",
    ),
    path("<int:revision_id>/approval/", sending.approval, name="approval"),
    path("<int:revision_id>/approval/approve/", sending.approve, name="approve"),
    path(
        "<int:revision_id>/approval/return/",
        sending.return_to_draft,
        name="return-to-draft",
    ),
    path("<int:revision_id>/sending/", sending.sending, name="sending"),
    path("<int:revision_id>/sending/announce/", sending.announce, name="announce"),
    path("<int:revision_id>/sending/progress/", sending.progress, name="progress"),
    path("<int:revision_id>/sending/<slug:lever>/", sending.steer, name="steer"),
    path("<int:revision_id>/ledger/", ledger.ledger, name="ledger"),
    path(
        "<int:revision_id>/ledger/export/", ledger.export_ledger, name="export-ledger"
    ),
    path("<int:revision_id>/tally/", ledger.tally, name="tally"),
]
