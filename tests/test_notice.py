"""Every sentence of the notice has the tests that prove it, or a reason why none can."""

from dataclasses import dataclass

from tests.named import problem_with
from tests.notice import FINGERPRINT, notice_sentences


@dataclass(frozen=True)
class Untestable:
    reason: str


RULES = "assessments/disclosure/test_rules.py"
ALLOWED = f"{RULES}::test_what_the_numbers_of_ballots_allow"
WORLDS = "assessments/disclosure/test_worlds.py::test_no_figures_depend_on_too_few"
SEEN = (
    "assessments/disclosure/test_everything_seen.py::"
    "test_whatever_is_seen_is_in_a_released_snapshot"
)
SAME_PAGES = (
    "test_participation.py::test_every_page_is_the_same_before_and_after_somebody_has_answered"
)
ERASED = "assessments/test_erasure.py::test_no_byte_of_answers_drafts_or_keys_is_left_on_the_disk"
LANDING = (
    "assessments/respond/test_link.py::test_the_landing_page_says_who_asks_and_what_is_promised"
)
RATINGS = "assessments/test_own_measures.py::test_a_round_asks_what_held_at_its_opening"
WRITING = (
    "assessments/test_parts.py::test_further_statements_stand_between_the_stance_and_ones_own_words"
)
EXTENDED = (
    "assessments/test_releasing.py::"
    "test_a_short_side_extends_once_and_the_time_in_the_promise_stays"
)
REMINDED = (
    "assessments/test_invitations.py::"
    "test_reminders_go_three_working_days_and_one_before_closing_to_who_has_not_answered"
)
DOMAINS = "assessments/respond/test_promise.py::test_domains_that_a_smallest_group_shares"
ADDED = (
    "assessments/manage/test_additions_page.py::"
    "test_everybody_asked_reads_it_beside_a_promise_that_stays"
)
ONCE = "assessments/test_once.py"
OVERDUE = "assessments/test_releasing.py::test_after_ten_days_it_is_released_with_a_key_missing"
DESK = "assessments/test_desk.py"
UNREAD = f"{DESK}::test_nothing_is_read_at_first_and_nothing_unread_comes_out"

NOTICE: dict[str, tuple[str, ...] | Untestable] = {
    "No figure about fewer than five people is ever shown to anyone.": (
        WORLDS,
        SEEN,
        "assessments/disclosure/test_gate.py::test_a_bad_design_is_flagged",
    ),
    "Your answers are sealed when you send them, and your ratings are read only by the machine "
    "that adds them up; once the round is sealed and its backups have expired (35 days), nobody, "
    "not even we, can join your name to them.": (
        "assessments/test_submission.py::test_a_ballot_knows_neither_person_nor_time",
        "test_unlinkability.py::test_the_attacker_can_only_guess_who_gave_which_answers",
        "test_unlinkability.py::test_a_sealed_round_does_not_tell_who_has_answered",
        ERASED,
    ),
    "Brightline and Northgate, partners in Harbour Alliance.": (LANDING,),
    "cleaning contract 2024": (LANDING,),
    "patients": (LANDING,),
    "the alliance office": (
        "assessments/test_opening.py::test_the_promise_names_who_runs_the_server",
    ),
    "6 people of Brightline, 7 of Northgate.": (
        LANDING,
        "assessments/test_opening.py::test_opening_freezes_what_is_promised",
    ),
    "Nobody sees who has answered and who has not.": (
        SAME_PAGES,
        "test_participation.py::test_an_answer_changes_nothing_stored_but_the_ballot_and_its_mark",
    ),
    "On your side at least 5 have a mail address at brightline.example, team.brightline.example.": (
        DOMAINS,
    ),
    "On your side no mail domain is shared by 5 people.": (DOMAINS,),
    "Added on 20 March 2026 with the consent of Northgate: 1 person of Brightline.": (ADDED,),
    "Added on 20 March 2026 with the consent of Brightline: 2 people of Northgate.": (
        ADDED,
        "assessments/test_additions.py::"
        "test_only_who_holds_the_key_of_that_side_since_the_opening_consents",
        "assessments/test_additions.py::test_a_changed_proposal_needs_new_consent",
    ),
    "Each person answers once.": (
        f"{ONCE}::test_fifty_at_once_by_threads_and_processes_make_one_ballot",
        "assessments/test_submission.py::test_nobody_sends_twice",
    ),
    "Your name is not kept with your answers.": (
        "assessments/test_submission.py::test_a_ballot_knows_neither_person_nor_time",
    ),
    "You will be asked 52 ratings.": (LANDING,),
    "You will be asked 56 ratings.": (RATINGS,),
    "Answering takes about 12 minutes.": (LANDING,),
    "Answering takes about 13 minutes.": (RATINGS,),
    "Answering takes about 15 minutes.": (WRITING,),
    "Answering takes about 16 minutes.": (RATINGS, WRITING),
    "Of these, 4 are about what the two organizations added for themselves; both agreed to exactly "
    "that.": (
        RATINGS,
        "assessments/test_own_measures.py::test_what_was_agreed_to_is_exactly_what_was_proposed",
    ),
    "Results of the two sides are shown only if at least 5 people of each have answered, and only "
    "statements that so many have placed.": (
        ALLOWED,
        f"{RULES}::test_a_statement_is_shown_of_both_sides_or_of_none",
    ),
    "Answers by a slip of paper come on top: they do not count toward these numbers.": (
        f"{RULES}::test_whoever_answered_by_a_slip_comes_on_top",
        "assessments/test_slips_on_top.py::"
        "test_who_fills_the_slips_does_not_read_the_one_person_who_answered",
    ),
    "If one side is short, nothing is shown.": (ALLOWED,),
    "If one side is short, at most figures of everyone together are shown, without telling the "
    "sides apart.": (ALLOWED, WORLDS),
    "This round asks for no written comments.": (
        "assessments/respond/test_promise.py::"
        "test_comments_are_spoken_of_only_where_they_were_promised",
        "assessments/test_comments.py::test_gone_where_the_promise_has_none",
    ),
    "A facilitator reads comments first and may mask words or hold one back; then the leaders of "
    "both organizations read them.": (
        f"{DESK}::test_what_has_been_read_and_not_held_back_comes_out",
        f"{DESK}::test_masked_words_are_gone_and_masking_is_reading",
        "assessments/test_pages.py::test_comments_stand_on_the_dashboard_once_read",
    ),
    "What is held back, or what nobody has read, is deleted when the results are released.": (
        UNREAD,
        "assessments/test_erasure.py::"
        "test_no_byte_of_words_is_found_before_release_nor_later_of_those_that_stay_unreleased",
    ),
    "They stand in a random order, apart from the ratings; beside the name of an organization "
    "only if at least 10 people of each have answered.": (
        "assessments/test_sealing.py::test_comments_stand_in_an_order_of_their_own",
        "assessments/test_comments.py::test_by_side_where_both_sides_are_large",
    ),
    "If one side is short, all comments are deleted unread.": (
        "assessments/test_comments.py::test_gone_where_one_side_is_short",
    ),
    "20 March 2026, 17:00 (UTC).": (
        LANDING,
        "assessments/test_submission.py::test_the_last_ballot_comes_before_the_closing_moment",
    ),
    "A facilitator may close the round earlier, once both sides have enough answers.": (
        "assessments/test_seal_round.py::test_early_by_a_facilitator",
        "assessments/test_seal_round.py::test_not_early_while_a_side_is_short",
    ),
    "If fewer than 5 people of a side have answered by then, it stays open once for seven more "
    "days.": (EXTENDED, "assessments/test_releasing.py::test_nobody_short_nothing_extended"),
    "The round has been extended once by seven days.": (
        EXTENDED,
        "assessments/test_submission.py::test_an_extended_round_takes_ballots_for_seven_more_days",
    ),
    "Leaders and facilitators of both organizations see all of them, everybody else who was asked "
    "a summary, all at the same moment.": (
        "assessments/test_pages.py::test_leaders_and_facilitators_get_everything",
        "assessments/test_pages.py::test_a_member_gets_the_summary_and_nothing_else",
        "assessments/test_pages.py::test_before_release_no_page_holds_results",
    ),
    "It takes two keys, one of each side.": (
        "assessments/test_releasing.py::test_two_keys_release",
        "assessments/test_holders.py::test_nobody_else_turns_the_key",
    ),
    "A neutral facilitator holds the two keys for that; the leaders of both sides agreed to it.": (
        "assessments/test_releasing.py::"
        "test_a_neutral_facilitator_turns_both_if_the_leaders_agreed",
        "assessments/test_opening.py::test_one_holder_of_both_keys_only_if_both_sides_agreed",
    ),
    "If the last key is missing for ten days after sealing, the results are shown by themselves.": (
        OVERDUE,
    ),
    "If the last key is missing for ten days after sealing, the results are shown by themselves, "
    "without comments that nobody has read.": (
        OVERDUE,
        f"{DESK}::test_after_ten_days_it_is_the_same",
    ),
    "These terms were frozen when the round was opened.": (
        "assessments/test_frozen.py::test_by_a_service",
        "assessments/test_frozen.py::"
        "test_what_was_changed_in_the_database_is_neither_shown_nor_counted",
    ),
    f"Their SHA-256 stands in the log that both sides read: {FINGERPRINT}": (
        "assessments/test_frozen.py::test_its_fingerprint_stands_beside_the_promise_and_in_the_log",
    ),
    "What you choose is encrypted before it is stored.": (
        "assessments/test_drafts.py::test_a_draft_is_small_dated_by_day_and_not_readable",
        ERASED,
    ),
    "When you send it, it becomes a sealed ballot without your name, your link or a time on it.": (
        "assessments/test_submission.py::test_sending_turns_the_draft_into_a_ballot",
        "assessments/test_submission.py::test_a_ballot_knows_neither_person_nor_time",
    ),
    "At the end of the round a machine opens all ballots at once, adds them up, and deletes them, "
    "every draft, the key and the note of who has answered.": (
        "assessments/test_seal_round.py::test_ballots_become_results_and_are_gone",
        "test_unlinkability.py::test_a_sealed_round_does_not_tell_who_has_answered",
        ERASED,
    ),
    "What is kept are the sums that the rules allow, frozen.": (
        "assessments/test_sealing.py::test_sealing_keeps_results_and_forgets_answers",
        "assessments/test_sealing.py::test_results_are_written_once",
    ),
    "There are no filters and no parts of a side, so nobody can search for a single person in "
    "them.": (SEEN,),
    "Before the results are shown, they are tested: where figures taken together would reveal "
    "fewer people than promised, they stay hidden.": (
        "assessments/disclosure/test_gate.py::test_an_exposed_statement_is_hidden",
        "assessments/disclosure/test_gate.py::"
        "test_the_gate_finds_what_trying_every_group_of_people_finds",
    ),
    "Reminders go out by themselves to those who have not answered.": (
        REMINDED,
        "assessments/test_delivery.py::"
        "test_who_answers_while_a_reminder_is_sent_gets_none_or_it_was_sent_before",
    ),
    "Your superiors, the facilitators and the other organization do not see who that is.": (
        SAME_PAGES,
        "assessments/test_delivery.py::test_a_killed_reminder_tells_no_name",
    ),
    "The owner of this installation looks after accounts and sees no results.": (
        "partnerships/test_admin.py::test_nothing_about_answers_or_results_is_registered",
        "test_access_matrix.py::test_everybody_gets_what_is_theirs_and_changes_nothing_else",
    ),
    "This browser keeps a cookie for 14 days that says whose answers are open here.": (
        "assessments/respond/test_link.py::test_the_button_begins_a_session_without_a_row",
    ),
    "“Leave this device” deletes it.": (
        "assessments/respond/test_devices.py::test_leaving_this_device",
    ),
    "While the round is open, somebody who controls both the running server and its keys could in "
    "theory look.": Untestable("an admission: it says what is not prevented"),
    "So could somebody with a backup of that time and the master key, until the backup expires; "
    "server and backup show without a key whether you have answered, though not what.": (
        Untestable("an admission; that backups expire is a matter of operation")
    ),
    "What is deleted is overwritten, but traces can stay on a disk for a while: whoever gets hold "
    "of the disk itself could find whether you answered, and with the master key what.": (
        ERASED,
        "assessments/test_erasure.py::test_what_goes_back_to_the_disk_names_nobody",
    ),
    "A comment can give its writer away by what it says.": Untestable("an admission"),
    "Between sealing and release comments are stored encrypted.": (
        "assessments/test_erasure.py::"
        "test_no_byte_of_words_is_found_before_release_nor_later_of_those_that_stay_unreleased",
        "assessments/test_comments_sealed.py::test_what_is_stored_has_one_size_and_no_word",
    ),
    "Somebody who controls both the running server and its keys could read all of them, also those "
    "held back; so could somebody with a backup of those days and the master key, until the backup "
    "expires (35 days).": Untestable("an admission; that backups expire is a matter of operation"),
    "Whoever chooses a side's people could invite some who are not real, subtract what these said, "
    "and see how many others answered.": Untestable("an admission: nobody proves to be a person"),
    "The page of your link says where most addresses of your side are; ask colleagues whether they "
    "have a link, too.": (DOMAINS,),
    "Two or more people of a small side who tell each other what they chose can sometimes work out "
    "what all the others chose.": Untestable("an admission: the smallest group is against one"),
    "One of the smallest group can take the own answer away, and is left with the others: of five, "
    "four.": Untestable("an admission: the smallest group counts its reader"),
    "With the results everybody sees how many of each side have answered.": Untestable(
        "an admission: results say of how many people they are"
    ),
    "Whoever knows that of all others can tell whether you did.": Untestable(
        "an admission: the last number is that of the morning's counts and one's own"
    ),
    "So can somebody who asks you alone to answer, shortly before the round closes.": Untestable(
        "an admission: it comes early only a day after a mail of the product, not after a call"
    ),
    "Whoever runs the mail server, or reads the mailbox from which its mail comes, can see who is "
    "reminded.": Untestable("an admission: a mail has an address, and may be answered"),
    "Whoever runs the network that you use, your employer for example, can see when and how "
    "long you are on this site and how often it saves, and guess how much you have answered and "
    "whether you write, but not what, unless script is off; on a device that they run, too, they "
    "could look at the screen.": (
        "e2e/test_one_length.py::test_whatever_is_answered_goes_in_one_length",
        "e2e/test_one_length.py::test_whatever_is_written_goes_in_one_length",
        "e2e/test_one_length.py::test_whatever_a_page_shows_comes_in_one_length",
        "e2e/test_one_length.py::test_words_are_saved_by_the_clock_whether_there_are_any",
        "e2e/test_one_length.py::test_what_was_written_before_the_script_came_waits_for_the_clock",
        "e2e/test_one_length.py::"
        "test_who_goes_on_in_another_tab_goes_on_whatever_was_written_in_the_first",
    ),
    "Each person answers once: that is what the personal link is for.": (
        f"{ONCE}::test_back_and_again_retry_and_two_tabs_make_one_ballot",
        "partnerships/test_addresses.py::test_a_twin_gets_no_second_place",
    ),
    "Whoever has your link could answer in your place, so keep it to yourself.": Untestable(
        "an admission: the link is all that is asked for"
    ),
}


def test_every_sentence_that_people_read_is_in_the_table() -> None:
    assert sorted(set(notice_sentences()) ^ set(NOTICE)) == []


def test_every_sentence_has_tests_that_exist_or_a_reason() -> None:
    proofs = {sentence: found for sentence, found in NOTICE.items() if isinstance(found, tuple)}
    assert all(proofs.values())
    assert all("::" in name for names in proofs.values() for name in names)
    assert [why for names in proofs.values() for name in names if (why := problem_with(name))] == []
    reasons = [found.reason for found in NOTICE.values() if isinstance(found, Untestable)]
    assert all(len(reason.split()) > 1 for reason in reasons)
    assert len(reasons) <= 12
