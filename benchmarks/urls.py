"""The portal's addresses and, below ``bare/``, the references."""

from django.urls import include, path

from benchmarks import bare

urlpatterns = [
    path("bare/list/", bare.listing, name="bare_list"),
    path("bare/search/", bare.searched, name="bare_search"),
    path("bare/form/", bare.form, name="bare_form"),
    path("", include("musrenbang.urls")),
]
