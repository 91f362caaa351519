"""Pages of people, their accounts and roles; for administrators."""

from datetime import timedelta

from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kehoach.lib.conflicts import Conflict
from kehoach.lib.days import vn_date
from units.forms.differences import differences
from units.forms.fields import refusals_on
from units.forms.people import EndRoleForm, HandOverForm, LendRoleForm, RoleForm, UserFilter, UserForm
from units.models import Membership, Unit, User
from units.permissions import (
    act_required,
    can_edit_user,
    require_administers,
    require_edits_user,
    require_ends,
    require_lends,
)
from units.policy import Act
from units.selectors import history_of, roles_of, with_roles
from units.services import people
from units.services.handover import hand_over, what_passes
from units.services.identities import unlink_identities
from units.services.substitution import lend_role
from units.views import number_in

PAGE_LENGTH = 50

for_administrators = act_required(Act.ADMINISTER, message="Chỉ người quản trị được xem và sửa danh sách người dùng.")


@require_safe
@for_administrators
def user_list(request: HttpRequest) -> HttpResponse:
    form = UserFilter(request.GET, user=request.user)
    users = User.objects.visible_to(request.user)
    if form.is_valid():
        users = _filtered(users, form)
    page = Paginator(with_roles(users, timezone.localdate()), PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "units/user_list.html", {"form": form, "page_obj": page})


def _filtered(users: QuerySet[User], form: UserFilter) -> QuerySet[User]:
    wanted, today = form.cleaned_data, timezone.localdate()
    users = users.search(wanted["q"])
    if wanted["role"]:
        users = users.holding(wanted["role"], today)
    if wanted["unit"]:
        users = users.acting_in(wanted["unit"].path, today)
    if wanted["state"]:
        users = users.filter(is_active=wanted["state"] == "open")
    return users


@require_safe
@for_administrators
def user_detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    context = {
        "person": person,
        "memberships": roles_of(person, timezone.localdate()).visible_to(request.user),
        "role_form": RoleForm(user=request.user, today=timezone.localdate()),
        "history": history_of(person),
        "can_edit": can_edit_user(request.user, person),
        "has_identity": person.identities.exists(),
        "has_second_factor": Authenticator.objects.filter(user=person).exclude(user=request.user).exists(),
        "today": timezone.localdate(),
    }
    return render(request, "units/user_detail.html", context)


@for_administrators
def user_create(request: HttpRequest) -> HttpResponse:
    """An account with its first role, so that it belongs to somebody's scope from the start."""
    today = timezone.localdate()
    unit = Unit.objects.administered_by(request.user).filter(pk=number_in(request, "unit")).first()
    form = UserForm(request.POST or None)
    role_form = RoleForm(request.POST or None, user=request.user, today=today, initial={"unit": unit})
    if request.method == "POST" and form.is_valid() & role_form.is_valid():
        require_administers(request.user, role_form.cleaned_data["unit"])
        with refusals_on(form), transaction.atomic():
            person, code = people.create_user(**form.facts(), by=request.user, now=timezone.now())
            people.grant_role(user=person, **role_form.cleaned_data, by=request.user, now=timezone.now())
            return _code_shown(request, person, code, "Đã lập tài khoản")
    context = {"form": form, "role_form": role_form}
    return render(request, "units/user_create.html", context, status=422 if form.errors or role_form.errors else 200)


@for_administrators
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = _own_person(request, pk)
    form = UserForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_on(form):
                seen = form.cleaned_data["seen"]
                people.edit_user(user=person, **form.facts(), seen=seen, by=request.user, now=timezone.now())
                messages.success(request, "Đã lưu thông tin người dùng.")
                return redirect("units:user_detail", pk)
        except Conflict as conflict:
            return _show_both(request, form, conflict.current)
    context = {"form": form, "person": User.objects.get(pk=pk), "differences": []}
    return render(request, "units/user_edit.html", context, status=422 if form.errors else 200)


def _show_both(request: HttpRequest, form: UserForm, current: User) -> HttpResponse:
    """What was typed, ready to be saved over what the other saved; and where the two differ."""
    found = differences(form, UserForm(instance=current))
    typed = UserForm({**request.POST.dict(), "seen": people.mark_of(current)}, instance=current)
    context = {"form": typed, "person": User.objects.get(pk=current.pk), "differences": found}
    return render(request, "units/user_edit.html", context, status=409)


@require_POST
@for_administrators
def user_disable(request: HttpRequest, pk: int) -> HttpResponse:
    person = _own_person(request, pk)
    try:
        people.disable_user(user=person, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"Đã khóa tài khoản của {person}. Các phiên đang mở đã kết thúc.")
    return redirect("units:user_detail", pk)


@for_administrators
def user_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows first what becomes of each role; does only what was shown."""
    person, today = _own_person(request, pk), timezone.localdate()
    form = HandOverForm(request.POST or None, user=request.user, person=person, today=today)
    context = {"person": person, "form": form, "today": today}
    if request.method == "POST" and form.is_valid():
        who, last_on = form.cleaned_data["successor"], form.cleaned_data["last_on"]
        seen = f"{who.pk} {last_on}"
        with refusals_on(form):
            if request.POST.get("seen") == seen:
                given = hand_over(person=person, **form.cleaned_data, by=request.user, now=timezone.now())
                messages.success(request, f"Đã bàn giao {given} vai trò cho {who} và khóa tài khoản của {person}.")
                return redirect("units:user_detail", pk)
            context |= {"passed": what_passes(person=person, successor=who, last_on=last_on), "seen": seen}
            context |= {"successor": who, "next_day": last_on + timedelta(days=1)}
    return render(request, "units/user_hand_over.html", context, status=422 if form.errors else 200)


@require_POST
@for_administrators
def user_code(request: HttpRequest, pk: int) -> HttpResponse:
    """A one-time code, shown in the answer itself and kept nowhere; opens a locked account."""
    person = _own_person(request, pk)
    title = "Mã dùng một lần" if person.is_active else "Đã mở lại tài khoản"
    if refused := ratelimit.consume_or_429(request, action="give_code"):
        return refused
    person, code = people.give_code(user=person, by=request.user, now=timezone.now())
    return _code_shown(request, person, code, title)


@require_POST
@for_administrators
def user_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the second factor off a person who can no longer use it."""
    person = _own_person(request, pk)
    if person.pk == request.user.pk:
        raise PermissionDenied("Xác nhận hai lớp của mình thì tắt ở trang Tài khoản của tôi.")
    people.remove_second_factor(user=person, by=request.user, now=timezone.now())
    messages.success(request, f"Đã gỡ xác nhận hai lớp của {person}.")
    return redirect("units:user_detail", pk)


@require_POST
@for_administrators
def user_identities(request: HttpRequest, pk: int) -> HttpResponse:
    """Unties a person from the account of single sign-on, for another one to take its place."""
    person = _own_person(request, pk)
    unlink_identities(user=person, by=request.user, now=timezone.now())
    messages.success(request, f"Đã gỡ tài khoản đăng nhập chung của {person}.")
    return redirect("units:user_detail", pk)


@for_administrators
def role_grant(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    form = RoleForm(request.POST or None, user=request.user, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        require_administers(request.user, form.cleaned_data["unit"])
        with refusals_on(form):
            people.grant_role(user=person, **form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, f"Đã giao vai trò cho {person}.")
            return redirect("units:user_detail", pk)
    context = {"form": form, "person": person}
    return render(request, "units/role_form.html", context, status=422 if form.errors else 200)


def role_lend(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody acts in the place of who holds the role, for some days; by the holder or an administrator."""
    membership = _membership(request, pk)
    require_lends(request.user, membership)
    form = LendRoleForm(request.POST or None, user=request.user, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            stand_in = lend_role(membership=membership, **form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, f"Đã ủy quyền cho {stand_in.user} đến hết ngày {vn_date(stand_in.to_on)}.")
            return redirect(_page_of(request, membership.user))
    context = {"form": form, "membership": membership, "back": _page_of(request, membership.user)}
    return render(request, "units/role_lend.html", context, status=422 if form.errors else 200)


def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    require_ends(request.user, membership)
    form = EndRoleForm(request.POST or None, today=timezone.localdate())
    back = _page_of(request, membership.user, membership.lender_id)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            last_on = form.cleaned_data["ends_on"] - timedelta(days=1)
            reason = form.cleaned_data["reason"]
            people.end_role(membership=membership, last_on=last_on, by=request.user, now=timezone.now(), reason=reason)
            messages.success(request, f"Đã ghi nhận {membership.user} thôi vai trò.")
            return redirect(back)
    context = {"form": form, "membership": membership, "back": back}
    return render(request, "units/role_end.html", context, status=422 if form.errors else 200)


def _membership(request: HttpRequest, pk: int) -> Membership:
    held = Membership.objects.visible_to(request.user).select_related("user", "unit", "stands_for__user")
    return get_object_or_404(held, pk=pk)


def _page_of(request: HttpRequest, person: User, lender_id: int | None = None) -> str:
    """Where roles are looked after: one's own page for one's own, else the person's."""
    if request.user.pk in (person.pk, lender_id):
        return reverse("mfa_index")
    return reverse("units:user_detail", args=[person.pk])


def _person(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk)


def _own_person(request: HttpRequest, pk: int) -> User:
    person = _person(request, pk)
    require_edits_user(request.user, person)
    return person


def _code_shown(request: HttpRequest, person: User, code: str, title: str) -> HttpResponse:
    login_url = f"{settings.SITE_URL}{reverse('account_login')}"
    context = {"person": person, "code": code, "title": title, "login_url": login_url}
    return render(request, "units/user_code.html", context)
