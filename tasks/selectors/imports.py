"""The uploads that a person may go on with."""

from django.db.models import Q, QuerySet

from tasks.models import PlanImport
from units.models import Unit, User
from units.policy import Act
from units.querysets import scope_of

ISSUERS = (Unit.Kind.COMMITTEE, Unit.Kind.BASE_COMMITTEE, Unit.Kind.SUB_COMMITTEE)


def imports_for(user: User) -> QuerySet[PlanImport]:
    """Uploads in scope, the newest first."""
    return (
        PlanImport.objects.visible_to(user)
        .select_related("issuer", "plan", "renews", "uploaded_by")
        .order_by("-uploaded_at")
    )


def issuers_for(user: User) -> QuerySet[Unit]:
    """Committees whose plans the person may set up: the tops of their scope, and the committees right below them."""
    paths = scope_of(user).paths(Act.SET_UP)
    return Unit.objects.filter(
        Q(path__in=paths) | Q(parent__path__in=paths, kind__in=ISSUERS), closed_on=None
    ).order_by("path")
