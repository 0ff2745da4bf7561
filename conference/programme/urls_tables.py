"""Tables in and out, among the organisers' pages about the programme."""

from django.urls import URLPattern, path

from conference.programme.views.desk import tables

urlpatterns: list[URLPattern] = [
    path("", tables.tables, name="tables"),
    path("bring/", tables.bring_table, name="bring-table"),
    path("export/<slug:kind>.<slug:form>", tables.export_table, name="export-table"),
    path("<int:upload_id>/", tables.table, name="table"),
    path("<int:upload_id>/apply/", tables.apply_table, name="apply-table"),
]
