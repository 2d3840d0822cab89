"""Files that are no UTF-8: Windows' Western encoding unless another is clearly better."""

from pathlib import Path

import pytest

from assistant.domain import Ticket
from assistant.importers import Watch, read_items

from .files import write

HEAD = "id,subject,description\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("The customer’s export fails – it costs 5 €", "cp1252"),
        ("Für den Käufer", "cp1252"),
        ("Ça échoue même après réinitialisation", "cp1252"),
        (
            "Dobrý den, export se zastaví v polovině. Můžete ověřit, proč to nejde? Děkuji, přihlášení nefunguje",
            "cp1250",
        ),
        ("Добрый день, экспорт останавливается на половине с понедельника", "cp1251"),
        ("パスワードを変更した後、ログインできません。", "cp932"),
    ],
)
def test_letters_of_an_old_encoding_are_read_as_they_were_written(tmp_path: Path, text: str, encoding: str) -> None:
    (ticket,) = read_items([write(tmp_path, "a.csv", f'{HEAD}1,Export,"{text}"\n'.encode(encoding))])
    assert isinstance(ticket, Ticket) and ticket.text == text


def test_old_letters_behind_a_mebibyte_of_ascii_are_read_and_noted(tmp_path: Path) -> None:
    rows = "".join(f"{n},Export fails,It fails every time we try it {'again ' * 20}\n" for n in range(8_000))
    watch = Watch()
    file = write(tmp_path, "a.csv", (HEAD + rows + "last,Größe,Größe und Käufer fehlen\n").encode("cp1252"))
    *_, last = read_items([file], watch=watch)
    assert isinstance(last, Ticket) and last.title == "Größe"
    assert any("cp1252, which is a guess" in note for note in watch.notes)
