"""Who may do what at each address of the site: a row for every pattern that the resolver knows."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.access_world import (
    ACTORS,
    INSIDE,
    NEUTRAL,
    OTHER_RESPONDENT,
    OUTSIDE,
    OWNER,
    RESPONDENT,
    UNSIGNED,
)

SIGN_IN = 1302  # a redirect to the sign-in
REST = ("put", "patch", "delete", "options")
Statuses = Mapping[str, int]


@dataclass(frozen=True)
class Case:
    """`at` names the ids, `extra` more of them; `body` is what a POST carries, `by` somebody whose
    POST does change a row. `rest`: for PUT, PATCH, DELETE and OPTIONS. A foreign id is 404; where
    it is in `after_role` only for whoever has the right, 403 for the others.
    """

    get: Statuses
    post: Statuses
    at: str = ""
    body: str = ""
    by: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    rest: tuple[Statuses, ...] = ()
    after_role: tuple[str, ...] = ()
    head: Statuses | None = None

    def expected(self, method: str) -> Statuses:
        if method in {"get", "head"}:
            return self.get if method == "get" else self.head or self.get
        if method == "post":
            return self.post
        return self.rest[REST.index(method)] if self.rest else WRONG

    def with_foreign(self, position: str, method: str) -> Statuses:
        """What is expected where the id at this position is somebody else's."""
        kept = {405, SIGN_IN} | ({403} if position in self.after_role else set())
        found = self.expected(method)
        return {actor: found[actor] if found[actor] in kept else 404 for actor in ACTORS}


def everybody(status: int) -> dict[str, int]:
    return dict.fromkeys(ACTORS, status)


def inside(member: int, leader: int, facilitator: int, **others: int) -> dict[str, int]:
    """By role; 404 for strangers, the sign-in for everybody else. `across`: what the client's
    leader and facilitator get where the ids are the contractor's."""
    by_role = {"member": member, "leader": leader, "facilitator": facilitator}
    statuses = {actor: by_role[actor.split(".")[0]] for actor in INSIDE}
    if "across" in others:
        statuses |= {
            actor: others["across"]
            for actor in ("leader.client", "facilitator.client")
            if statuses[actor] != 403
        }
    statuses[NEUTRAL] = others.get("neutral", facilitator)
    return dict.fromkeys(UNSIGNED, SIGN_IN) | statuses | dict.fromkeys(OUTSIDE, 404)


def answering(status: int) -> dict[str, int]:
    """For respondents, whoever else looks; the same for those of both worlds."""
    return everybody(403) | dict.fromkeys(UNSIGNED[1:], status)


WRONG = everybody(405)
FORGOTTEN = everybody(200) | dict.fromkeys(UNSIGNED[1:], 302)
ALL, ALL_GO = inside(200, 200, 200), inside(302, 302, 302)
RUN, RUN_GO = inside(403, 403, 200), inside(403, 403, 302)
NEUTRAL_ONLY, NEUTRAL_GO = inside(403, 403, 403, neutral=200), inside(403, 403, 403, neutral=302)
MINE, MINE_GO = inside(403, 403, 200, across=404), inside(403, 403, 302, across=404)
CLIENTS_GO = MINE_GO | {"facilitator.client": 302, "facilitator.contractor": 404}
KEY = inside(403, 200, 200, across=403, neutral=403)
KEY_GO = inside(403, 302, 302, across=403, neutral=403)
RESULTS, RESULTS_GO = inside(403, 200, 200), inside(403, 302, 302)
WRITER = inside(403, 404, 404) | {"leader.client": 200}
WRITER_GO = inside(403, 404, 404) | {"leader.client": 302}
NONE_YET = inside(404, 404, 404)

SIDE = (("side", "contractor"),)
ASKED = (
    ("measures", (("subject", "own-measures"),)),
    ("asked", (("subject", "commitments"),)),
)
P, ROUND = "p/<slug:slug>/", "p/<slug:slug>/rounds/<int:number>/"
MEETING, MINUTES = f"{P}meetings/<int:number>/", (("topic", "minutes"),)
TRUST = (("code", "trust"),)
INVITED = f"{ROUND}people/<int:invited>/"
PLACE = f"{P}people/<int:number>/"

SIGNED_IN = {actor: 302 for actor in ACTORS if actor not in UNSIGNED}
NEW = dict.fromkeys(UNSIGNED, SIGN_IN) | dict.fromkeys(SIGNED_IN, 403)
HEALTH = [Case(everybody(200), WRONG)]
PAGES: dict[str, list[Case]] = {
    "healthz": HEALTH,
    "readyz": HEALTH,
    "readyz/all": [Case(everybody(503), WRONG)],
    "metrics": [Case(everybody(404), WRONG)],
    "": [Case(everybody(200) | dict.fromkeys(UNSIGNED, 302), WRONG)],
    "methods/": [Case(everybody(200), WRONG)],
    "partnerships/new/": [
        Case(NEW | {OWNER: 200}, NEW | {OWNER: 302}, body="partnership", by=OWNER)
    ],
    P: [Case(ALL_GO, WRONG, "first")],
    f"{P}people/": [Case(RUN, WRONG, "first")],
    f"{P}people/add/": [Case(RUN, RUN_GO | {"facilitator.client": 200}, "first", "add", NEUTRAL)],
    f"{P}people/add-several/": [
        Case(RUN, RUN_GO | {"facilitator.client": 200}, "first", "several", NEUTRAL)
    ],
    f"{P}people/import/": [Case(RUN, RUN, "first")],
    f"{P}people/import/confirm/": [Case(WRONG, RUN_GO, "first", "import", NEUTRAL)],
    f"{P}details/": [Case(RUN, RUN_GO, "first", "details", NEUTRAL)],
    PLACE: [Case(MINE, MINE_GO, "first", "change", NEUTRAL, after_role=("place",))],
    f"{PLACE}end/": [Case(MINE, MINE_GO, "first", by=NEUTRAL, after_role=("place",))],
    f"{P}commitments/": [Case(RESULTS, WRONG, "first")],
    f"{P}commitments/new/": [Case(RESULTS, RESULTS_GO, "first", "commitment", NEUTRAL)],
    f"{P}commitments/<int:number>/": [
        Case(RESULTS, RESULTS_GO, "promised", "update", NEUTRAL, after_role=("promised",))
    ],
    f"{P}timeline/": [Case(RESULTS, WRONG, "first")],
    f"{P}wins/": [Case(RESULTS, WRONG, "first")],
    f"{P}wins/new/": [Case(RESULTS, RESULTS_GO, "first", "win", NEUTRAL)],
    f"{P}wins/<int:number>/": [
        Case(WRITER, WRITER_GO, "told", "told", "leader.client", after_role=("told",))
    ],
    f"{P}wins/<int:number>/remove/": [
        Case(WRITER, WRITER_GO, "told", "", "leader.client", after_role=("told",))
    ],
    f"{P}meetings/": [Case(RESULTS, WRONG, "first")],
    f"{P}meetings/new/": [Case(RESULTS, RESULTS_GO, "first", "meeting", NEUTRAL)],
    MEETING: [Case(RESULTS, WRONG, "met", after_role=("met",))],
    f"{MEETING}change/": [
        Case(RESULTS, RESULTS_GO, "met", "meeting", NEUTRAL, after_role=("met",))
    ],
    f"{MEETING}call-off/": [Case(WRONG, RESULTS_GO, "met", by=NEUTRAL, after_role=("met",))],
    f"{MEETING}text/<slug:topic>/": [
        Case(RESULTS, RESULTS_GO, "met", "note", NEUTRAL, MINUTES, after_role=("met", "topic"))
    ],
    f"{MEETING}mode/": [Case(RESULTS, WRONG, "met", after_role=("met",))],
    f"{MEETING}mode/guess/<slug:side>/": [
        Case(WRONG, RESULTS_GO, "met", "guesses", NEUTRAL, SIDE, after_role=("met", "side"))
    ],
    f"{MEETING}mode/show/": [Case(WRONG, RESULTS_GO, "met", by=NEUTRAL, after_role=("met",))],
    f"{MEETING}mode/agree/<slug:code>/": [
        Case(WRONG, RESULTS_GO, "met", "agreed", NEUTRAL, TRUST, after_role=("met", "code"))
    ],
    f"{P}targets/": [Case(RESULTS, RESULTS_GO, "first", "targets", NEUTRAL)],
    f"{P}targets/agree/": [
        Case(WRONG, inside(403, 302, 302, neutral=403), "first", "agree", "leader.client")
    ],
    f"{P}asked/<slug:subject>/": [
        Case(RESULTS, RESULTS_GO, "first", form, NEUTRAL, extra=subject, after_role=("subject",))
        for form, subject in ASKED
    ],
    f"{P}asked/<slug:subject>/agree/": [
        Case(
            WRONG,
            inside(403, 302, 302, neutral=403),
            "first",
            f"agree to {form}",
            "leader.client",
            extra=subject,
            after_role=("subject",),
        )
        for form, subject in ASKED
    ],
    f"{P}rounds/": [Case(ALL, WRONG, "first")],
    f"{P}reports/": [Case(ALL, WRONG, "first")],
    f"{P}material/": [Case(RESULTS, WRONG, "first")],
    f"{P}material/data-protection/": [Case(RESULTS, WRONG, "first")],
    f"{P}material/sample/": [Case(RESULTS, WRONG, "first")],
    f"{P}material/<slug:what>.pdf": [
        Case(RESULTS, WRONG, "first", extra=(("what", "statements"),), after_role=("what",))
    ],
    f"{P}log/": [Case(RESULTS, WRONG, "first")],
    f"{P}rhythm/": [Case(RUN, RUN_GO, "first", "rhythm", NEUTRAL)],
    f"{P}rhythm/stop/": [Case(WRONG, RUN_GO, "first")],
    f"{P}rounds/import/": [Case(NEUTRAL_ONLY, NEUTRAL_ONLY, "first")],
    f"{P}rounds/import/confirm/": [Case(WRONG, NEUTRAL_GO, "first", "choose")],
    f"{P}rounds/new/": [Case(RUN, RUN, "first", "round")],
    f"{ROUND}dashboard/": [
        Case(ALL, WRONG, "released"),
        *(Case(NONE_YET, WRONG, at) for at in ("open", "draft", "sealed")),
    ],
    f"{ROUND}topics/<slug:code>/": [
        Case(RESULTS, WRONG, "released", extra=(("code", "trust"),), after_role=("code",)),
        Case(NONE_YET, WRONG, "sealed", extra=(("code", "trust"),)),
    ],
    f"{ROUND}statements/": [
        *(Case(ALL, WRONG, at) for at in ("released", "open")),
        Case(inside(404, 200, 200), WRONG, "draft"),
    ],
    f"{ROUND}export/<slug:format>/": [
        Case(
            WRONG,
            RESULTS,
            "released",
            extra=(("format", "csv"),),
            after_role=("format",),
        ),
        *(Case(WRONG, NONE_YET, at, extra=(("format", "json"),)) for at in ("open", "sealed")),
    ],
    f"{ROUND}reports/<slug:kind>/<slug:format>/": [
        Case(WRONG, ALL, "released", "sections", NEUTRAL, (("kind", "staff"), ("format", "pdf"))),
        Case(
            WRONG, RESULTS, "released", "sections", NEUTRAL, (("kind", "full"), ("format", "xlsx"))
        ),
        Case(WRONG, NONE_YET, "sealed", "sections", "", (("kind", "staff"), ("format", "pdf"))),
    ],
    ROUND: [
        *(Case(ALL, WRONG, at) for at in ("released", "open", "sealed")),
        Case(inside(404, 200, 200), WRONG, "draft"),
    ],
    f"{ROUND}edit/": [
        Case(RUN, RUN_GO, "draft", "round", NEUTRAL),
        Case(RUN, RUN, "open", "round"),
    ],
    f"{ROUND}people/": [Case(RUN, RUN_GO, "draft", "choose", NEUTRAL), Case(RUN, RUN_GO, "open")],
    INVITED: [Case(MINE, WRONG, "open", after_role=("invited",))],
    f"{INVITED}link/": [Case(WRONG, MINE_GO, "open", "new link", NEUTRAL, after_role=("invited",))],
    f"{INVITED}remove/": [Case(MINE, MINE_GO, "open", by=NEUTRAL, after_role=("invited",))],
    f"{ROUND}slips/<slug:side>/": [
        Case(MINE, MINE_GO, "draft", "slips", NEUTRAL, SIDE, after_role=("side",)),
        Case(MINE, MINE, "open", "slips", "", SIDE, after_role=("side",)),
    ],
    f"{ROUND}slips/<slug:side>/print/": [
        Case(WRONG, MINE, "open", "", NEUTRAL, SIDE, after_role=("side",)),
        Case(WRONG, MINE_GO, "draft", "", "", SIDE, after_role=("side",)),
    ],
    f"{ROUND}add/<slug:side>/": [
        Case(MINE, MINE_GO, "open", "addition", NEUTRAL, SIDE, after_role=("side",)),
        Case(MINE_GO, MINE_GO, "draft", "addition", "", SIDE, after_role=("side",)),
    ],
    f"{ROUND}add/<slug:side>/withdraw/": [
        Case(WRONG, CLIENTS_GO, "open", "", NEUTRAL, (("side", "client"),), after_role=("side",)),
    ],
    f"{ROUND}add/<slug:side>/answer/": [
        Case(WRONG, KEY_GO, "open", "consent", "leader.contractor", SIDE),
    ],
    f"{ROUND}promise/": [
        Case(RUN, RUN_GO, "draft", "promise", NEUTRAL),
        Case(RUN_GO, RUN_GO, "open", "promise"),
    ],
    f"{ROUND}agree/": [
        Case(WRONG, inside(403, 302, 403), "draft", by="leader.client"),
        Case(WRONG, inside(403, 403, 403), "open"),
    ],
    f"{ROUND}mail/": [
        Case(RUN, RUN_GO, "draft", "mail", NEUTRAL),
        Case(RUN, RUN, "open", "mail"),
        Case(inside(403, 403, 404), inside(403, 403, 404), "sealed", "mail"),
    ],
    f"{ROUND}mail/test/": [Case(WRONG, RUN_GO, "draft", by=NEUTRAL)],
    f"{ROUND}mail/<slug:kind>/": [
        Case(RUN, WRONG, "draft", extra=(("kind", "invitation"),), after_role=("kind",))
    ],
    f"{ROUND}try/": [Case(RUN, WRONG, "draft"), Case(RUN, WRONG, "open")],
    f"{ROUND}open/": [Case(RUN, RUN_GO, "draft"), Case(RUN_GO, RUN_GO, "open")],
    f"{ROUND}seal/": [Case(RUN, RUN_GO, "open"), Case(RUN_GO, RUN_GO, "sealed")],
    f"{ROUND}comments/": [Case(RUN, WRONG, "sealed"), Case(RUN_GO, WRONG, "open")],
    f"{ROUND}comments/<uuid:comment>/": [
        Case(MINE, MINE_GO, "sealed", "read", NEUTRAL, after_role=("comment",)),
    ],
    f"{ROUND}key/<slug:side>/": [Case(KEY, KEY_GO, "sealed", by="leader.contractor")],
    f"{ROUND}cancel/": [Case(RUN, RUN_GO, "open", by=NEUTRAL), Case(RUN_GO, RUN_GO, "sealed")],
}
PART = (("slug", "trust"),)
ANSWERING: dict[str, list[Case]] = {
    "a/<path:token>": [Case(everybody(200), everybody(302), "link")],
    "answer/": [Case(answering(302), WRONG)],
    "answer/promise/": [Case(everybody(200), WRONG)],
    "answer/check/": [Case(answering(200), WRONG)],
    "answer/send/": [Case(everybody(302), answering(409) | {RESPONDENT: 400}, body="answers")],
    "answer/sent/": [Case(answering(302), WRONG)],
    "answer/slip/": [Case(everybody(200), everybody(302), body="slip")],
    "answer/slip/begin/": [Case(everybody(403), everybody(403))],
    "answer/finished/": [Case(FORGOTTEN, everybody(302))],
    "answer/code/": [Case(answering(302), answering(302), body="code")],
    "answer/anew/": [Case(answering(302), answering(302), body="answers")],
    "answer/leave/": [Case(everybody(302), everybody(302))],
    "answer/left/": [Case(FORGOTTEN, WRONG)],
    "answer/<slug:slug>/": [
        Case(
            answering(200),
            everybody(403) | {RESPONDENT: 302, OTHER_RESPONDENT: 409},
            body="answers",
            by=RESPONDENT,
            extra=PART,
        )
    ],
    "answer/<slug:slug>/save/": [
        Case(
            WRONG,
            everybody(403) | {RESPONDENT: 200, OTHER_RESPONDENT: 409},
            body="answers",
            extra=PART,
        )
    ],
}
DEMO: dict[str, list[Case]] = {
    "demo/": [Case(everybody(200), WRONG)],
    "demo/mail/": [Case(everybody(200), WRONG)],
    "demo/enter/<int:person_id>/": [
        Case(WRONG, everybody(404), extra=(("person_id", "1"),)),
    ],
}
SHUT = everybody(405)
LEAD = everybody(302)
ENTRY = everybody(200) | SIGNED_IN
LEAVING = LEAD | dict.fromkeys(SIGNED_IN, 200)
NOT_SAVED = everybody(405) | SIGNED_IN
OPTIONS = everybody(200)
SIGNING_IN: dict[str, list[Case]] = {
    "accounts/login/": [
        Case(ENTRY, LEAD, body="address", rest=(ENTRY, NOT_SAVED, NOT_SAVED, ENTRY))
    ],
    "accounts/login/code/": [Case(LEAD, LEAD, body="code", rest=(LEAD, LEAD, LEAD, LEAD))],
    "accounts/logout/": [Case(LEAVING, LEAD, rest=(SHUT, SHUT, SHUT, OPTIONS))],
    "accounts/inactive/": [Case(everybody(200), SHUT, rest=(SHUT, SHUT, SHUT, OPTIONS))],
    "accounts/signup/": [Case(LEAD, LEAD, body="address", rest=(LEAD, LEAD, LEAD, LEAD))],
}

APP_SHUT, APP_PAGE = LEAD | dict.fromkeys(SIGNED_IN, 405), LEAD | dict.fromkeys(SIGNED_IN, 200)
NO_APP, NOT_ASKED = LEAD | dict.fromkeys(SIGNED_IN, 404), LEAD | dict.fromkeys(SIGNED_IN, 403)
APP_FORM = Case(APP_PAGE, APP_PAGE, body="code", rest=(APP_PAGE, APP_SHUT, APP_SHUT, APP_PAGE))
SIGNING_IN |= {
    "accounts/login/app/": [Case(LEAD, LEAD, body="code", rest=(LEAD,) * 4)],
    "accounts/second-step/": [
        Case(APP_PAGE, APP_SHUT, rest=(APP_SHUT, APP_SHUT, APP_SHUT, APP_PAGE))
    ],
    "accounts/second-step/confirm/": [
        Case(NOT_ASKED, NOT_ASKED, body="code", rest=(NOT_ASKED,) * 4)
    ],
    "accounts/second-step/app/": [APP_FORM],
    "accounts/second-step/app/remove/": [Case(NO_APP, NO_APP, rest=(NO_APP,) * 4)],
    "accounts/second-step/codes/": [Case(NO_APP, APP_SHUT, rest=(APP_SHUT,) * 4)],
    "accounts/second-step/codes/new/": [APP_FORM],
}


def owners(get: int, post: int, *rest: int, body: str = "") -> list[Case]:
    """The admin is for the owner; to everybody else each address of it says: sign in."""
    statuses = [everybody(302) | {OWNER: status} for status in (get, post, *(rest or (get,) * 4))]
    return [Case(statuses[0], statuses[1], rest=tuple(statuses[2:]), at="admin", body=body)]


NOT_LET_IN = dict.fromkeys(SIGNED_IN, 403)
VIEW = (405, 405, 405, 200)
ADMIN: dict[str, list[Case]] = {
    "admin/": owners(200, 200),
    "admin/login/": [
        Case(
            LEAD | NOT_LET_IN | {OWNER: 302},
            LEAD | NOT_LET_IN | {OWNER: 200},
            head=LEAD | NOT_LET_IN | {OWNER: 200},
            rest=tuple(LEAD | NOT_LET_IN | {OWNER: one} for one in (200, 405, 405, 200)),
        )
    ],
    "admin/logout/": owners(405, 200, *VIEW),
    "admin/password_change/": owners(200, 200, 200, *VIEW[1:]),
    "admin/password_change/done/": owners(200, *VIEW[:1], *VIEW),
    "admin/autocomplete/": owners(403, *VIEW[:1], *VIEW),
    "admin/jsi18n/": owners(200, *VIEW[:1], *VIEW),
    "admin/r/<path:content_type_id>/<path:object_id>/": owners(404, 404),
    "admin/^(?P<app_label>partnerships|assessments)/$": owners(200, 200),
    "admin/(?P<url>.*)$": owners(404, 404),
}
for rows in ("person", "organization", "partnership", "membership", "instrument"):
    top = f"admin/{'assessments' if rows == 'instrument' else 'partnerships'}/{rows}/"
    one = f"{top}<path:object_id>/"
    fixed = rows == "instrument"
    ADMIN |= {
        top: owners(200, 200),
        f"{top}add/": owners(403, 403) if fixed else owners(200, 200),
        f"{one}history/": owners(200, 200),
        f"{one}delete/": owners(403, 403),
        f"{one}change/": owners(200, 403 if fixed else 200),
        one: owners(302, 302),
    }
ADMIN["admin/partnerships/person/add/"] = owners(200, 302, 200, 200, 200, 200, body="person")
TABLE = PAGES | ANSWERING | DEMO | SIGNING_IN | ADMIN
