"""What carries a letter out: taken over or not, and never a number where others read."""

import logging
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured

from notices.channels import Letter, NotSent, open_channel
from notices.channels.file import FileChannel
from notices.channels.gateway import GatewayChannel
from notices.channels.mail import MailChannel
from notices.kinds import first_of_its_address, kinds_in_use
from tests.notices.servers import Gateway, Postbox, dripping, free_port

NUMBER = "+6281200000001"
BODY = {"target": "{to}", "message": "{text}", "ref": "{id}"}


def letter(**changes: Any) -> Letter:
    return Letter(
        **{"id": uuid4(), "to": NUMBER, "subject": "Kabar", "text": "Halo “Anda”"} | changes
    )


class TestGateway:
    def test_the_body_is_what_the_office_wrote(self, there: Gateway) -> None:
        body = {"to": "{to_digits}", "data": [{"isi": "No. {to_local}: {text}"}], "jenis": 3}
        GatewayChannel(there.url, body, {"Authorization": "Bearer rahasia"}).send(letter())
        assert there.messages == [
            {
                "to": "6281200000001",
                "data": [{"isi": "No. 081200000001: Halo “Anda”"}],
                "jenis": 3,
            }
        ]
        assert there.headers[0]["Authorization"] == "Bearer rahasia"

    def test_a_form_where_the_gateway_wants_one(self, there: Gateway) -> None:
        sent = letter(text="a&b = c\nd")
        GatewayChannel(there.url, BODY, form=True).send(sent)
        assert there.forms == [{"target": NUMBER, "message": "a&b = c\nd", "ref": str(sent.id)}]

    def test_a_letter_brings_no_places_of_its_own(self, there: Gateway) -> None:
        GatewayChannel(there.url, BODY).send(letter(text='{to} {id} "}'))
        assert there.messages[0]["message"] == '{to} {id} "}'

    def test_the_same_letter_again_bears_the_same_key(self, there: Gateway) -> None:
        channel, sent = GatewayChannel(there.url, BODY), letter()
        channel.send(sent)
        channel.send(sent)
        channel.send(letter())
        keys = [headers["Idempotency-Key"] for headers in there.headers]
        assert keys[0] == keys[1] == str(sent.id) != keys[2]

    @pytest.mark.parametrize(
        ("status", "is_down"),
        [(400, False), (422, False), (302, True), (401, True), (429, True), (500, True)],
    )
    def test_anything_but_2xx_is_not_sent(self, there: Gateway, status: int, is_down: bool) -> None:
        there.answers = [(status, "")]
        with pytest.raises(NotSent) as caught:
            GatewayChannel(there.url, BODY).send(letter())
        assert caught.value.is_down is is_down
        assert len(there.bodies) == 1

    @pytest.mark.parametrize(
        ("sent_if", "answer", "is_sent"),
        [
            ("", "apa saja", True),
            ("status=true", '{"status": true}', True),
            ("status=true", '{"status": "TRUE"}', True),
            ("status=true", '{"status": false}', False),
            ("status=true", "{}", False),
            ("status=true", "bukan JSON", False),
            ("data.0.state=queued|sent", '{"data": [{"state": "sent"}]}', True),
            ("data.0.state=queued|sent", '{"data": []}', False),
            ("kode=0", '{"kode": 0}', True),
        ],
    )
    def test_what_the_answer_must_say(
        self, there: Gateway, sent_if: str, answer: str, is_sent: bool
    ) -> None:
        there.answers = [(200, answer)]
        channel = GatewayChannel(there.url, BODY, sent_if=sent_if)
        if is_sent:
            channel.send(letter())
        else:
            with pytest.raises(NotSent):
                channel.send(letter())

    def test_silence_ends_with_the_time_out(self, there: Gateway) -> None:
        there.silent.set()
        with pytest.raises(NotSent, match="tepat waktu") as caught:
            GatewayChannel(there.url, BODY, timeout=0.2).send(letter())
        assert caught.value.is_down

    @pytest.mark.parametrize(
        ("head", "body", "sent_if"),
        [
            (b"X-Long: x\r\n" * 60, b"{}", ""),
            (b"X-Long: x\r\n" * 60, b"{}", "status=true"),
            (b"", b'{"status": true, "more": "' + b"x" * 600 + b'"}', "status=true"),
        ],
    )
    def test_an_answer_that_drips_ends_with_the_time_out(
        self, head: bytes, body: bytes, sent_if: str
    ) -> None:
        began = time.monotonic()
        answer = b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + body
        with dripping(answer, pause=0.02) as url:
            channel = GatewayChannel(url, BODY, timeout=0.8, sent_if=sent_if)
            with pytest.raises(NotSent, match="tepat waktu") as caught:
                channel.send(letter())
        assert caught.value.is_down
        assert time.monotonic() - began < 4

    def test_a_slow_answer_within_the_time_is_an_answer(self) -> None:
        with dripping(b"HTTP/1.1 200 OK\r\n\r\n{}", pause=0.01) as url:
            GatewayChannel(url, BODY, timeout=2).send(letter())

    @pytest.mark.parametrize("depth", [3, 900, 100_000])
    def test_an_answer_in_a_thousand_brackets_is_no_good_answer(
        self, there: Gateway, depth: int
    ) -> None:
        there.answers = [(200, '{"status": ' + "[" * depth + "]" * depth + "}")]
        with pytest.raises(NotSent):
            GatewayChannel(there.url, BODY, sent_if="status=true").send(letter())

    def test_answers_that_nobody_can_read_mean_that_it_is_out_of_order(
        self, there: Gateway
    ) -> None:
        there.answers = [(200, "[" * 60_000), (200, "<html>Masuk</html>")]
        for _ in range(2):
            with pytest.raises(NotSent, match="tidak dapat dibaca") as caught:
                GatewayChannel(there.url, BODY, sent_if="status=true").send(letter())
            assert caught.value.is_down

    def test_nobody_there(self) -> None:
        with pytest.raises(NotSent, match="dihubungi") as caught:
            GatewayChannel(f"http://127.0.0.1:{free_port()}/", BODY).send(letter())
        assert caught.value.is_down

    def test_no_number_no_text_and_no_token_in_the_records(
        self, there: Gateway, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        there.answers = [(200, "{}"), (500, f"cannot send to {NUMBER}")]
        channel = GatewayChannel(there.url, BODY, {"Authorization": "rahasia"})
        channel.send(letter())
        with pytest.raises(NotSent) as caught:
            channel.send(letter())
        written = caplog.text + str(caught.value)
        assert "500" in written
        for secret in (NUMBER[1:], "Halo", "rahasia"):
            assert secret not in written

    @pytest.mark.parametrize(
        "wrong",
        [
            {"body": {"message": "{text}"}},
            {"body": {"target": "{to}"}},
            {"body": {"a": "{to}", "b": "{text}", "c": 1}, "form": True},
            {"body": BODY, "headers": {"a": 1}},
            {"body": BODY, "sent_if": "status"},
        ],
    )
    def test_what_cannot_work_is_refused_at_once(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(ImproperlyConfigured):
            GatewayChannel("https://gateway.contoh.test/", **wrong)


class TestMail:
    def test_plain_text_with_the_way_to_end_it(self, postbox: Postbox) -> None:
        sent = letter(to="rt@contoh.test", off_url="https://portal.contoh.test/kabar/berhenti/x/")
        MailChannel().send(sent)
        [message] = postbox.messages
        assert message.get_content_type() == "text/plain"
        assert message.get_content().strip() == "Halo “Anda”"
        assert message["List-Unsubscribe"] == f"<{sent.off_url}>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["Message-ID"] == f"<{sent.id}@portal.contoh.test>"
        assert postbox.recipients == ["rt@contoh.test"]

    def test_one_connection_for_many_letters(self, postbox: Postbox) -> None:
        channel = MailChannel()
        for _ in range(3):
            channel.send(letter(to="rt@contoh.test"))
        channel.close()
        assert len(postbox.messages) == 3
        assert len(postbox.connections) == 1

    def test_a_refused_address_stops_nobody_else(self, postbox: Postbox) -> None:
        channel, postbox.refuses = MailChannel(), "salah@contoh.test"
        with pytest.raises(NotSent, match=r"\(550\)") as caught:
            channel.send(letter(to=postbox.refuses))
        assert not caught.value.is_down
        assert postbox.refuses not in str(caught.value)
        channel.send(letter(to="rt@contoh.test"))
        assert postbox.recipients == ["rt@contoh.test"]

    def test_no_server(self, postbox: Postbox, settings: Any) -> None:
        settings.EMAIL_PORT = free_port()
        channel = MailChannel()
        with pytest.raises(NotSent, match="ConnectionRefused") as caught:
            channel.send(letter(to="rt@contoh.test"))
        assert caught.value.is_down
        channel.close()

    def test_an_address_with_a_line_break_sends_nothing(self, postbox: Postbox) -> None:
        with pytest.raises(NotSent):
            MailChannel().send(letter(to="rt@contoh.test\nBcc: semua@contoh.test"))
        assert postbox.messages == []


class TestFile:
    def test_one_file_for_one_letter(self, tmp_path: Path) -> None:
        channel, sent = FileChannel(tmp_path / "sms"), letter()
        channel.send(sent)
        channel.send(sent)
        [path] = (tmp_path / "sms").iterdir()
        assert path.read_text() == f"Kepada: {NUMBER}\n\nHalo “Anda”\n"

    def test_a_folder_that_cannot_be(self, tmp_path: Path) -> None:
        (tmp_path / "sms").write_text("")
        with pytest.raises(NotSent):
            FileChannel(tmp_path / "sms").send(letter())


class TestChoice:
    def test_only_what_is_set_up_exists(self, settings: Any, tmp_path: Path) -> None:
        assert kinds_in_use() == ()
        file = {"BACKEND": "notices.channels.file.FileChannel", "OPTIONS": {"folder": tmp_path}}
        settings.MESSAGE_CHANNELS = {"sms": file}
        assert [kind.key for kind in kinds_in_use()] == ["sms"]
        assert isinstance(open_channel("sms"), FileChannel)

    def test_the_first_way_to_an_address(self, settings: Any) -> None:
        settings.MESSAGE_CHANNELS = {"sms": {}, "email": {}}
        assert [first_of_its_address(kind) for kind in kinds_in_use()] == [True, True]
        settings.MESSAGE_CHANNELS = {"sms": {}, "email": {}, "whatsapp": {}}
        first = {kind.key: first_of_its_address(kind) for kind in kinds_in_use()}
        assert first == {"email": True, "whatsapp": True, "sms": False}
