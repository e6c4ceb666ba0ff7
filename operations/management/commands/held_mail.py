from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from operations.restoring import drop_held_mail, let_mail_go


class Command(BaseCommand):
    help = "Sends or drops the mail that was held when a backup was put back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("send", "drop"), help="what becomes of it")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "send":
            self.stdout.write(f"{let_mail_go()} mails will be sent.")
        else:
            self.stdout.write(f"{drop_held_mail()} mails were dropped.")
