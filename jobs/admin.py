from django.contrib import admin
from django_tasks_db.models import DBTaskResult

# The queue is no page of an office; what became of an import stands on the import's own page.
admin.site.unregister(DBTaskResult)
