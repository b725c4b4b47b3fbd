"""The deeds of a kelurahan's desk: give posts, end them, make accounts, print cards."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import AdminForm
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.generic import FormView, View

from kelurahan.forms.office import EndForm, NewPostForm, ReplaceForm, TableForm, take_error
from kelurahan.models import User
from kelurahan.roles import PROPOSER_ROLES
from kelurahan.selectors import (
    accounts_for,
    assignments_for,
    kelurahan_in_charge,
    with_running_posts,
)
from kelurahan.services import (
    PlannedAccount,
    create_accounts,
    issue_card,
    issue_cards,
    plan_accounts,
)

CARDS_PER_PAGE = 8
_SECONDS_TO_CONFIRM = 3600


class Desk(View):
    """A page of the desk inside the admin site."""

    model_admin: ModelAdmin = None
    title = ""

    def admin_context(self, **more: Any) -> dict[str, Any]:
        """What every admin page shows around its content."""
        site = self.model_admin.admin_site
        return {
            **site.each_context(self.request),
            "title": self.title,
            "opts": self.model_admin.opts,
            **more,
        }

    def note(self, obj: Any, sentence: str) -> None:
        """Keep in the admin's history what was done."""
        self.model_admin.log_change(self.request, obj, sentence)

    def cards_page(self, cards: list[tuple[User, str]]) -> HttpResponse:
        """The page of cards to print; it is the only place where codes are ever shown."""
        for user, _ in cards:
            self.note(user, "Kartu aktivasi baru dicetak.")
        posts = with_running_posts(User.objects.filter(pk__in=[user.pk for user, _ in cards]))
        names = {user.pk: user for user in posts}
        shown = [(names[user.pk], code) for user, code in cards]
        sheets = [
            shown[start : start + CARDS_PER_PAGE] for start in range(0, len(shown), CARDS_PER_PAGE)
        ]
        activate = self.request.build_absolute_uri(reverse("kelurahan:activate"))
        response = TemplateResponse(
            self.request,
            "kelurahan/cards.html",
            {"sheets": sheets, "count": len(shown), "address": activate.split("://", 1)[1]},
        )
        response["Cache-Control"] = "no-store"
        return response


class DeskForm(Desk, FormView):
    """One form, one deed."""

    template_name = "admin/kelurahan/desk_form.html"
    button = "Simpan"
    intro = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"actor": self.request.user, **super().get_form_kwargs()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        fieldsets = [(None, {"fields": list(form.fields)})]
        context |= self.admin_context(
            adminform=AdminForm(form, fieldsets, {}, model_admin=self.model_admin),
            errors=form.errors,
            button=self.button,
            intro=self.intro,
            media=self.model_admin.media + form.media,
        )
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if form.is_valid() and form.carry_out():
            return self.form_valid(form)
        return self.form_invalid(form)

    def card_or_note(self, user: User) -> HttpResponse:
        """A card for a new holder; those who can log in already need none."""
        if user.has_usable_password():
            messages.success(
                self.request, f"{user} sudah ditugaskan dan masuk dengan akunnya yang lama."
            )
            return redirect("admin:kelurahan_assignment_changelist")
        return self.cards_page([(user, issue_card(user, self.request.user))])


class NewPost(DeskForm):
    """Give a post of the kelurahan to someone, with an account where needed."""

    form_class = NewPostForm
    title = "Buat akun dan penugasan"
    button = "Simpan dan buat kartu"
    intro = (
        "Setelah disimpan, kartu aktivasi langsung tampil untuk dicetak. Kodenya tidak dapat "
        "dilihat lagi sesudah halaman itu ditutup."
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _require_desk(request)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: NewPostForm) -> HttpResponse:
        self.note(form.saved, f"Ditugaskan sebagai {form.cleaned_data['role']}.")
        return self.card_or_note(form.saved)


class PostDesk(DeskForm):
    """A deed on one running post."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.assignment = self.posts(request).filter(pk=kwargs["pk"], until=None).first()
        if self.assignment is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def posts(self, request: HttpRequest) -> Any:
        """Posts on which the visitor may do this."""
        return assignments_for(request.user).select_related(
            "user", "rt__rw__kelurahan", "rw__kelurahan", "organisation__kelurahan"
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"assignment": self.assignment, **super().get_form_kwargs()}

    def admin_context(self, **more: Any) -> dict[str, Any]:
        return super().admin_context(**more, subtitle=f"{self.assignment}: {self.assignment.user}")


class EndPost(PostDesk):
    """End a post."""

    form_class = EndForm
    title = "Akhiri penugasan"
    button = "Akhiri penugasan"
    intro = "Riwayat dan usulan yang pernah dibuat tetap tersimpan atas namanya."

    def form_valid(self, form: EndForm) -> HttpResponse:
        self.note(self.assignment, "Penugasan diakhiri.")
        messages.success(self.request, f"Penugasan {self.assignment} sudah diakhiri.")
        return redirect("admin:kelurahan_assignment_changelist")


class ReplaceHolder(PostDesk):
    """End a post and give it to someone else."""

    form_class = ReplaceForm
    title = "Ganti pejabat"
    button = "Ganti dan buat kartu"
    intro = "Penugasan yang lama berakhir hari ini juga, dan penggantinya langsung bertugas."

    def posts(self, request: HttpRequest) -> Any:
        return super().posts(request).filter(role__in=PROPOSER_ROLES)

    def form_valid(self, form: ReplaceForm) -> HttpResponse:
        self.note(self.assignment, f"Digantikan oleh {form.saved}.")
        return self.card_or_note(form.saved)


class Cards(Desk):
    """Ask once more, then print new cards for the chosen accounts."""

    title = "Cetak kartu aktivasi baru"

    def get(self, request: HttpRequest) -> HttpResponse:
        accounts = with_running_posts(self._chosen(request.GET))
        return self._ask(accounts)

    def post(self, request: HttpRequest) -> HttpResponse:
        accounts = list(self._chosen(request.POST))
        try:
            return self.cards_page(issue_cards(accounts, request.user))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("admin:kelurahan_user_changelist")

    def _ask(self, accounts: Any) -> HttpResponse:
        context = self.admin_context(accounts=accounts)
        return TemplateResponse(self.request, "admin/kelurahan/user/cards_confirm.html", context)

    def _chosen(self, data: Any) -> Any:
        """The accounts named in the request; a foreign one is not found."""
        if not self.model_admin.has_change_permission(self.request):
            raise PermissionDenied
        keys = {key for key in data.getlist("akun") if key.isdecimal() and len(key) < 19}
        accounts = accounts_for(self.request.user).filter(pk__in=keys).order_by("full_name")
        if not keys or accounts.count() != len(keys):
            raise Http404
        return accounts


class FromTable(Desk, FormView):
    """Accounts from a spreadsheet: preview with every fault, then all or nothing, then cards."""

    form_class = TableForm
    template_name = "admin/kelurahan/user/from_table.html"
    title = "Buat akun dari tabel"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _require_desk(request)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "plan" in request.POST:
            return self._confirm(request.POST["plan"])
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: TableForm) -> HttpResponse:
        try:
            plan = plan_accounts(form.cleaned_data["file"], actor=self.request.user)
        except ValidationError as error:
            take_error(form, error)
            return self.form_invalid(form)
        sealed = self._seal(plan.accounts) if plan.is_clean else ""
        return self.render_to_response(self.get_context_data(form=form, plan=plan, sealed=sealed))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **self.admin_context()}

    def _seal(self, accounts: list[PlannedAccount]) -> str:
        """The checked rows, signed for this person: nothing waits on the server meanwhile."""
        rows = [
            (
                item.row,
                item.full_name,
                item.role,
                item.territory_id,
                item.territory_name,
                item.phone,
            )
            for item in accounts
        ]
        return signing.dumps(rows, salt=self._salt(), compress=True)

    def _confirm(self, sealed: str) -> HttpResponse:
        user = self.request.user
        try:
            rows = signing.loads(sealed, salt=self._salt(), max_age=_SECONDS_TO_CONFIRM)
            with transaction.atomic():
                users = create_accounts([PlannedAccount(*row) for row in rows], actor=user)
                cards = issue_cards(users, user)
            return self.cards_page(cards)
        except signing.BadSignature:
            messages.error(self.request, "Pratinjau sudah terlalu lama. Unggah tabelnya lagi.")
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        return redirect("admin:kelurahan_user_table")

    def _salt(self) -> str:
        return f"kelurahan.accounts.{self.request.user.pk}"


def _require_desk(request: HttpRequest) -> None:
    if not kelurahan_in_charge(request.user):
        raise PermissionDenied("Hanya petugas kelurahan yang membuat akun di sini.")
