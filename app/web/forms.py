"""Forms: what people send, checked for its shape. What it means is for the domain and the services. They keep what was
typed, so that a form that comes back has lost nothing. The fields of a prompt are for `app/web/answers.py`."""

from typing import IO, Any
from urllib.parse import parse_qsl

from flask import Request
from flask_wtf import FlaskForm
from werkzeug.formparser import FormDataParser
from wtforms import BooleanField, StringField
from wtforms.csrf.core import CSRF

from app.web.guard import form_token

REPLACED = "\ufffd"
"""What stands where bytes are no text, lone surrogates among them."""


class FormReader(FormDataParser):
    """Reads both kinds of forms alike. Werkzeug's own would keep bytes that are no text in their percent-encoding in
    one of them, and they would be saved as if they had been typed so."""

    def parse(self, stream: IO[bytes], mimetype: str, content_length: int | None, options: Any = None) -> Any:
        if mimetype != "application/x-www-form-urlencoded":
            return super().parse(stream, mimetype, content_length, options)
        text = stream.read().decode(errors="replace")
        return stream, self.cls(parse_qsl(text, keep_blank_values=True, errors="replace")), self.cls()


class PostedRequest(Request):
    form_data_parser_class = FormReader


class SessionToken(CSRF):  # type: ignore[misc]  # WTForms has no types
    """The form token of this session. It writes nothing, uses no clock and no randomness, so a page is the same each
    time it is fetched; whether a posted one is right was checked at the door."""

    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        return form_token()

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        return None


class Form(FlaskForm):  # type: ignore[misc]  # it has no types
    class Meta:
        csrf = True
        csrf_class = SessionToken
        csrf_field_name = "csrf_token"

    @property
    def given(self) -> dict[str, Any]:
        """What was typed, by field. Passphrases are not shown again; a code is, so that a slip in it can be mended."""
        return {name: value for name, value in self.data.items() if name not in ("csrf_token", "passphrase", "current")}


class JoinForm(Form):
    username = StringField()
    passphrase = StringField()
    adult = BooleanField()
    zone = StringField()


class SignInForm(Form):
    username = StringField()
    passphrase = StringField()


class CodeForm(Form):
    code = StringField()


class UnlockForm(Form):
    passphrase = StringField()


class RecoverForm(Form):
    username = StringField()
    code = StringField()
    passphrase = StringField()


class PassphraseForm(Form):
    current = StringField()
    passphrase = StringField()


class SettingsForm(Form):
    language = StringField()
    zone = StringField()


class PartnershipForm(Form):
    name = StringField()
    display_name = StringField()
    pronouns = StringField()


class InvitationForm(Form):
    code = StringField()
    display_name = StringField()
    pronouns = StringField()


class NoticesForm(Form):
    mailbox = StringField()
    code = StringField()


class StatementForm(Form):
    name = StringField()
    secrets = StringField()
    duties = StringField()
    replies = StringField()
    reach = StringField()
    records = StringField()
    copies = BooleanField()
    apart = BooleanField()


class PracticeCodeForm(Form):
    label = StringField()


class AssignForm(Form):
    exercise = StringField()
    due = StringField()
    due_on = StringField()
    note = StringField()
    habit = StringField()
    weekly = BooleanField()


class MeetingForm(Form):
    meets_on = StringField()
    rests = BooleanField()


class StartForm(Form):
    exercise = StringField()
    opens = StringField()
    opens_at = StringField()
    opens_on = StringField()
