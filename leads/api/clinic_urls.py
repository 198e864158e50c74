"""On a clinic's host the address of the intake is also the list of its staff."""

from django.urls import path

from leads.api.bringing import LeadBulkView, LeadFileView
from leads.api.challenge import ChallengeView
from leads.api.exporting import ExportFileView, LeadExportView
from leads.api.jobs import JobResultsView
from leads.api.lists import LeadListView
from leads.api.many import LeadActionsView
from leads.api.numbers import LeadStatisticsView
from leads.api.one import LeadArchiveView, LeadMergeView, LeadRestoreView
from leads.api.owners import LeadOwnersView
from leads.api.reaching import LeadAttemptsView, LeadContactsView, LeadContactView
from leads.api.record import LeadNotesView, LeadNoteView, LeadTagsView
from leads.api.similar import LeadSimilarView
from leads.api.staff import LeadsView, LeadView
from leads.api.stages import StagesView

urlpatterns = [
    path("leads", LeadsView.as_view(), name="lead-intake"),
    path("leads/challenge", ChallengeView.as_view(), name="lead-challenge"),
    path("leads/statistics", LeadStatisticsView.as_view(), name="lead-statistics"),
    path("leads/csv", LeadFileView.as_view(), name="lead-file"),
    path("leads/bulk", LeadBulkView.as_view(), name="lead-bulk"),
    path("leads/lists/<int:import_id>", LeadListView.as_view(), name="lead-list"),
    path("leads/actions", LeadActionsView.as_view(), name="lead-actions"),
    path("leads/export", LeadExportView.as_view(), name="lead-export"),
    path("exports/<uuid:export_id>", ExportFileView.as_view(), name="lead-export-file"),
    path("leads/<int:lead_id>", LeadView.as_view(), name="lead"),
    path("leads/<int:lead_id>/archive", LeadArchiveView.as_view(), name="lead-archive"),
    path("leads/<int:lead_id>/restore", LeadRestoreView.as_view(), name="lead-restore"),
    path("leads/<int:lead_id>/similar", LeadSimilarView.as_view(), name="lead-similar"),
    path("leads/<int:lead_id>/merge", LeadMergeView.as_view(), name="lead-merge"),
    path("leads/<int:lead_id>/notes", LeadNotesView.as_view(), name="lead-notes"),
    path("leads/<int:lead_id>/notes/<int:note_id>", LeadNoteView.as_view(), name="lead-note"),
    path("leads/<int:lead_id>/tags", LeadTagsView.as_view(), name="lead-tags"),
    path("leads/<int:lead_id>/contacts", LeadContactsView.as_view(), name="lead-contacts"),
    path("leads/<int:lead_id>/contacts/<int:contact_id>", LeadContactView.as_view(), name="lead-contact"),
    path("leads/<int:lead_id>/attempts", LeadAttemptsView.as_view(), name="lead-attempts"),
    path("leads/<int:lead_id>/owners", LeadOwnersView.as_view(), name="lead-owners"),
    path("jobs/<uuid:run_id>/results", JobResultsView.as_view(), name="job-results"),
    path("stages", StagesView.as_view(), name="stages"),
]
