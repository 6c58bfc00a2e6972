"""Mails as newsletters, alerts, colleagues and strangers send them."""

from __future__ import annotations

import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.reading import Reading, read_articles
from analysis.records import Problem

LEAD = "The river rose by two metres overnight, and officials told families in the valley to leave."
BODY = "Nobody was hurt, the mayor said on Tuesday, but three bridges were closed until further notice."
CELL = "<table><tr><td>{}</td></tr></table>"
HERE = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def mail(text: str = f"{LEAD}\n\n{BODY}\n", **headers: str) -> EmailMessage:
    message = EmailMessage()
    given = {"Subject": "Dam bursts", "From": "Ann Aru <ann@vell.example>", "Date": "Tue, 4 Mar 2025 08:00:00 +0100"}
    for name, value in {**given, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        message[name] = value
    if text:
        message.set_content(text)
    return message


def read(folder: Path, message: EmailMessage | bytes, name: str = "a.eml") -> Reading:
    (folder / name).write_bytes(message if isinstance(message, bytes) else message.as_bytes())
    return read_articles(folder)


def of(reading: Reading, severity: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.severity == severity]


class TestSenders:
    @pytest.mark.parametrize(
        ("sender", "header", "subject", "outlet", "author"),
        [
            ("Ann Aru <ann@vell.example>", "", "Dam bursts", None, "Ann Aru"),
            ("Vell News <news@vell.example>", "List-Unsubscribe", "Dam bursts", "Vell News", None),
            ("Vell News <news@vell.example>", "List-Id", "Dam bursts", "Vell News", None),
            ("Google Alerts <googlealerts-noreply@google.example>", "List-Id", "Dam", None, None),
            ("Vell News Alerts <alerts@vell.example>", "List-Id", "Dam", None, None),
            ("Ann Aru <ann@vell.example>", "", "Fwd: Dam bursts", None, None),
            ("news@vell.example", "List-Id", "Dam", None, None),
            ("", "", "Dam", None, None),
        ],
    )
    def test_who_wrote_it(
        self, tmp_path: Path, sender: str, header: str, subject: str, outlet: str | None, author: str | None
    ) -> None:
        message = mail(
            From=sender, Subject=subject, **({header.replace("-", "_"): "<x@vell.example>"} if header else {})
        )
        (article,) = read(tmp_path, message).articles
        assert (article.outlet, article.author) == (outlet, author)

    def test_a_table_of_metadata_corrects_the_sender_and_not_the_subject(self, tmp_path: Path) -> None:
        (tmp_path / "metadata.csv").write_text("file,outlet,author,headline\na.eml,Anse Voice,Bo Bek,Other\n")
        (article,) = read(tmp_path, mail(List_Id="<x.example>")).articles
        assert (article.outlet, article.author, article.headline) == ("Anse Voice", "Bo Bek", "Dam bursts")


class TestVersions:
    def test_a_newsletter_that_is_laid_out_in_tables(self, tmp_path: Path) -> None:
        page = f"<html><body>{CELL.format(CELL.format(f'<p>{LEAD}</p>'))}{CELL.format(BODY)}</body></html>"
        message = mail("")
        message.set_content(page, subtype="html")
        (article,) = read(tmp_path, message).articles
        assert LEAD in article.text
        assert BODY in article.text

    def test_a_plain_version_that_only_points_to_the_other(self, tmp_path: Path) -> None:
        message = mail("See this mail in your browser: https://vell.example/" + "x" * 300)
        message.add_alternative(f"<html><body><p>{LEAD}</p><p>{BODY}</p></body></html>", subtype="html")
        (article,) = read(tmp_path, message).articles
        assert article.text == f"Dam bursts\n\n{LEAD}\n{BODY}"

    def test_texts_around_a_picture(self, tmp_path: Path) -> None:
        message = mail(LEAD)
        message.make_mixed()
        message.add_attachment(b"\x89PNG", maintype="image", subtype="png", cid="<p1>", disposition="inline")
        second = EmailMessage()
        second.set_content(BODY)
        message.attach(second)
        reading = read(tmp_path, message)
        assert reading.articles[0].text == f"Dam bursts\n\n{LEAD}\n\n{BODY}"
        assert not any("attachments" in problem.message for problem in reading.problems)

    def test_versions_within_parts_within_parts(self, tmp_path: Path) -> None:
        inner = mail(LEAD)
        inner.add_alternative(f"<p>{LEAD}</p>", subtype="html")
        inner.make_mixed()
        (article,) = read(tmp_path, inner).articles
        assert article.text.count(LEAD) == 1


class TestCharacters:
    @pytest.mark.parametrize(
        ("charset", "content"),
        [
            ("iso-8859-1", "Café olé, said José.".encode("latin-1")),
            ("windows-1252", "“Café”, said José.".encode("cp1252")),
            ("us-ascii", "“Café”, said José.".encode()),
            ("x-unheard-of", "“Café”, said José.".encode()),
            ("iso-2022-jp", "川 rose, said José.".encode("iso-2022-jp", "replace")),
        ],
    )
    def test_charsets_right_wrong_and_unknown(self, tmp_path: Path, charset: str, content: bytes) -> None:
        head = f"Subject: =?utf-8?q?Caf=C3=A9?=\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode()
        (article,) = read(tmp_path, head + content).articles
        assert article.headline == "Café"
        assert "said Jos" in article.text
        assert "Café" in article.text or "川" in article.text

    @pytest.mark.parametrize(
        "head",
        [
            b"Subject: =?utf-8?b?!!!?= \xff\xfe\r\nDate: =?x?q?y?=\r\n",
            b"From: <<>>;;,@\r\nSubject: x\r\nDate: Tue, 99 Xyz 2025\r\n",
            b"Subject: " + b"=?utf-8?q?" + b"a" * 5000 + b"?=\r\n",
            b"Date: Tue, 4 Mar 99999999999 08:00:00 +9999\r\nSubject: x\r\n",
            b"Content-Type: multipart/mixed; boundary=\r\nSubject: x\r\n",
            b"Content-Type: multipart/mixed; boundary=never\r\nSubject: x\r\n",
            b"Content-Type: text/plain; charset*=x''y; name*0=\r\nSubject: x\r\n",
            b"Content-Transfer-Encoding: base64\r\nSubject: x\r\n",
            b"Content-Transfer-Encoding: x-unheard\r\nSubject: x\r\n",
        ],
    )
    def test_headers_that_break_the_rules(self, tmp_path: Path, head: bytes) -> None:
        reading = read(tmp_path, head + b"\r\n" + LEAD.encode())
        assert len(reading.articles) + len(of(reading, "error")) == 1


class TestAttachments:
    def test_documents_and_tables_are_read_like_files(self, tmp_path: Path) -> None:
        message = mail("See the file, please.")
        rows = f'title,text\nDam,"{LEAD}"\nRain,"{BODY}"\n,\n'.encode()
        message.add_attachment(rows, maintype="text", subtype="csv", filename="../press/all.csv")
        message.add_attachment(b"--\nAnn", maintype="text", subtype="plain", filename="signature.txt")
        message.add_attachment(b"PK", maintype="application", subtype="zip", filename="x.zip")
        reading = read(tmp_path, message)
        assert [(a.path, a.article_id) for a in reading.articles] == [
            ("a.eml/press/all.csv", "a.eml--press--all-1"), ("a.eml/press/all.csv", "a.eml--press--all-2"),
        ]  # fmt: skip
        told = [problem.message for problem in of(reading, "note")]
        assert any("its few words are no article" in message for message in told)
        assert any("not read: signature.txt, x.zip" in message for message in told)

    def test_a_mail_in_a_mail(self, tmp_path: Path) -> None:
        outer = mail(f"{LEAD} So it was.")
        outer.add_attachment(mail(BODY, Subject="Inner"))
        assert [(a.path, a.headline) for a in read(tmp_path, outer).articles] == [
            ("a.eml/mail-1.eml", "Inner"), ("a.eml", "Dam bursts"),
        ]  # fmt: skip

    def test_mails_in_mails_without_end(self, tmp_path: Path) -> None:
        message = mail(f"0 {LEAD}")
        for depth in range(1, 8):
            outer = mail(f"{depth} {LEAD}")
            outer.add_attachment(message)
            message = outer
        reading = read(tmp_path, message)
        assert len(reading.articles) == 2
        assert any("not read: mail-1.eml" in problem.message for problem in of(reading, "note"))

    def test_mails_in_an_archive_with_their_attachments(self, tmp_path: Path) -> None:
        message = mail()
        message.add_attachment(f'text\n"{BODY}"\n'.encode(), maintype="text", subtype="csv", filename="b.csv")
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
            archive.writestr("x/a.eml", message.as_bytes())
        paths = [article.path for article in read_articles(tmp_path / "all.zip").articles]
        assert paths == ["all.zip/x/a.eml/b.csv", "all.zip/x/a.eml"]


@pytest.mark.parametrize(
    "header",
    [
        b"From: " + b'"' * 200_000,
        b"From: " + b"a b <a@b.c>, " * 20_000,
        b"Content-Disposition: " + b";" * 200_000,
        b"Content-Type: text/plain; " + b"".join(b"a%d=b; " % n for n in range(20_000)),
    ],
)
def test_headers_that_the_library_would_take_hours_over(tmp_path: Path, header: bytes) -> None:
    reading = read(tmp_path, b"Subject: Dam bursts\r\n" + header + b"\r\n\r\n" + LEAD.encode())
    assert [article.text for article in reading.articles] == [f"Dam bursts\n\n{LEAD}"]


def test_a_mail_of_thousands_of_parts(tmp_path: Path) -> None:
    head = b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    reading = read(tmp_path, head + b"--b\r\n\r\nIt rained.\r\n" * 5000 + b"--b--\r\n")
    assert "more than 1,000 parts" in of(reading, "error")[0].message


def test_parts_nested_a_thousand_times(tmp_path: Path) -> None:
    head = b"Subject: x\r\n" + b"".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n".encode() for n in range(1000)
    )
    reading = read(tmp_path, head + b"\r\n" + LEAD.encode())
    assert reading.articles or of(reading, "error")


@HERE
@given(at=st.integers(0, 2000), put=st.binary(min_size=1, max_size=30), cut=st.integers(0, 200))
def test_no_damage_stops_the_reading(tmp_path: Path, at: int, put: bytes, cut: int) -> None:
    message = mail(f"{LEAD} – “é”\n")
    message.add_alternative(f"<p>{LEAD}</p>", subtype="html")
    message.add_attachment(f'text\n"{BODY}"\n'.encode(), maintype="text", subtype="csv", filename="b.csv")
    content = message.as_bytes()
    damaged = content[: at % len(content)] + put + content[at % len(content) + len(put) :]
    reading = read(tmp_path, damaged[: len(damaged) - cut])
    assert reading.articles or of(reading, "error")
