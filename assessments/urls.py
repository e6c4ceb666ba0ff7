from django.urls import URLPattern, URLResolver, include, path

from assessments.views import (
    asked,
    commitments,
    dashboard,
    desk,
    export,
    home,
    log,
    mail,
    manage,
    manage_additions,
    manage_import,
    manage_people,
    manage_slips,
    manage_steps,
    material,
    meeting_mode,
    meetings,
    methods,
    reports,
    rhythm,
    statements,
    targets,
    wins,
)
from assessments.views.respond import devices, link, parts, sending, slips

ROUND = "p/<slug:slug>/rounds/<int:number>/"

answering = [
    path("", link.go_on, name="answer"),
    path("promise/", link.promise, name="answer_promise"),
    path("check/", sending.check, name="answer_check"),
    path("send/", sending.send, name="answer_send"),
    path("sent/", sending.sent, name="answer_sent"),
    path("slip/", slips.enter, name="answer_slip"),
    path("slip/begin/", slips.begin, name="answer_begin"),
    path("finished/", slips.finish, name="answer_finished"),
    path("code/", devices.code, name="answer_code"),
    path("anew/", devices.anew, name="answer_anew"),
    path("leave/", devices.leave, name="answer_leave"),
    path("left/", devices.left, name="answer_left"),
    path("<slug:slug>/", parts.answer_part, name="answer_part"),
    path("<slug:slug>/save/", parts.save, name="answer_save"),
]

IMPORT = "p/<slug:slug>/rounds/import/"
INVITED = f"{ROUND}people/<int:invited>/"

managing = [
    path("p/<slug:slug>/rounds/new/", manage.create, name="round_create"),
    path("p/<slug:slug>/rhythm/", rhythm.rhythm, name="rhythm"),
    path("p/<slug:slug>/rhythm/stop/", rhythm.stop, name="rhythm_stop"),
    path("p/<slug:slug>/rounds/import/", manage_import.upload, name="round_import"),
    path(
        "p/<slug:slug>/rounds/import/confirm/", manage_import.confirm, name="round_import_confirm"
    ),
    path(ROUND, manage.round, name="round"),
    path(f"{ROUND}edit/", manage.edit, name="round_edit"),
    path(f"{ROUND}people/", manage_people.people, name="round_people"),
    path(INVITED, manage_people.invitation, name="round_invitation"),
    path(f"{INVITED}link/", manage_people.resend, name="round_resend"),
    path(f"{INVITED}remove/", manage_people.remove, name="round_remove"),
    path(f"{ROUND}slips/<slug:side>/", manage_slips.slips, name="round_slips"),
    path(f"{ROUND}slips/<slug:side>/print/", manage_slips.show, name="round_slips_print"),
    path(f"{ROUND}add/<slug:side>/", manage_additions.add, name="round_add"),
    path(f"{ROUND}add/<slug:side>/withdraw/", manage_additions.withdraw, name="round_add_withdraw"),
    path(f"{ROUND}add/<slug:side>/answer/", manage_additions.answer, name="round_add_answer"),
    path(f"{ROUND}promise/", manage_people.promise, name="round_promise"),
    path(f"{ROUND}agree/", manage_steps.agree, name="round_agree"),
    path(f"{ROUND}mail/", mail.mail, name="round_mail"),
    path(f"{ROUND}mail/test/", mail.test, name="round_mail_test"),
    path(f"{ROUND}mail/<slug:kind>/", mail.look, name="round_mail_look"),
    path(f"{ROUND}try/", mail.trial, name="round_try"),
    path(f"{ROUND}open/", manage_steps.open, name="round_open"),
    path(f"{ROUND}seal/", manage_steps.seal, name="round_seal"),
    path(f"{ROUND}comments/", desk.comments, name="round_comments"),
    path(f"{ROUND}comments/<uuid:comment>/", desk.comment, name="round_comment"),
    path(f"{ROUND}key/<slug:side>/", manage_steps.key, name="round_key"),
    path(f"{ROUND}cancel/", manage_steps.cancel, name="round_cancel"),
]

MEETING = "p/<slug:slug>/meetings/<int:number>/"

meeting = [
    path("p/<slug:slug>/meetings/", meetings.meetings, name="meetings"),
    path("p/<slug:slug>/meetings/new/", meetings.new, name="meeting_new"),
    path(MEETING, meetings.meeting, name="meeting"),
    path(f"{MEETING}change/", meetings.change, name="meeting_change"),
    path(f"{MEETING}call-off/", meetings.call_off, name="meeting_call_off"),
    path(f"{MEETING}text/<slug:topic>/", meetings.text, name="meeting_text"),
    path(f"{MEETING}mode/", meeting_mode.mode, name="meeting_mode"),
    path(f"{MEETING}mode/guess/<slug:side>/", meeting_mode.guess, name="meeting_guess"),
    path(f"{MEETING}mode/show/", meeting_mode.show, name="meeting_show"),
    path(f"{MEETING}mode/agree/<slug:code>/", meeting_mode.agree, name="meeting_agree"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("methods/", methods.methods, name="methods"),
    path("p/<slug:slug>/", home.partnership, name="partnership"),
    path("p/<slug:slug>/rounds/", home.rounds, name="rounds"),
    path(f"{ROUND}dashboard/", dashboard.dashboard, name="dashboard"),
    path(f"{ROUND}topics/<slug:code>/", dashboard.topic, name="topic"),
    path(f"{ROUND}statements/", statements.statements, name="round_statements"),
    path(f"{ROUND}export/<slug:format>/", export.export, name="export"),
    path("p/<slug:slug>/commitments/", commitments.commitments, name="commitments"),
    path("p/<slug:slug>/commitments/new/", commitments.new, name="commitment_new"),
    path("p/<slug:slug>/commitments/<int:number>/", commitments.commitment, name="commitment"),
    path("p/<slug:slug>/timeline/", wins.timeline, name="timeline"),
    path("p/<slug:slug>/wins/", wins.wins, name="wins"),
    path("p/<slug:slug>/wins/new/", wins.new, name="win_new"),
    path("p/<slug:slug>/wins/<int:number>/", wins.change, name="win"),
    path("p/<slug:slug>/wins/<int:number>/remove/", wins.remove, name="win_remove"),
    path("p/<slug:slug>/targets/", targets.targets, name="targets"),
    path("p/<slug:slug>/targets/agree/", targets.agree, name="targets_agree"),
    path("p/<slug:slug>/asked/<slug:subject>/", asked.asked, name="asked"),
    path("p/<slug:slug>/asked/<slug:subject>/agree/", asked.agree, name="asked_agree"),
    path("p/<slug:slug>/material/", material.material, name="material"),
    path("p/<slug:slug>/material/data-protection/", material.sheet, name="material_sheet"),
    path("p/<slug:slug>/material/sample/", material.sample, name="material_sample"),
    path("p/<slug:slug>/material/<slug:what>.pdf", material.file, name="material_file"),
    path("p/<slug:slug>/log/", log.log, name="log"),
    path("p/<slug:slug>/reports/", reports.reports, name="reports"),
    path(f"{ROUND}reports/<slug:kind>/<slug:format>/", reports.report, name="report"),
    *meeting,
    *managing,
    path("a/<path:token>", link.link, name="link"),
    path("answer/", include(answering)),
]
