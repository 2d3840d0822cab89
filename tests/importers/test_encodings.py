"""Files that are no UTF-8: Windows' Western encoding unless another is clearly better."""

from pathlib import Path

import pytest

from assistant.domain import Ticket
from assistant.errors import WrongUsage
from assistant.importers import Options, Refused, Watch, read_items

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
        ("Dzień dobry, od wczoraj nie możemy wystawić faktur, pojawia się błąd 500. Prosimy o pilną pomoc", "cp1250"),
        ("Dzień dobry, od wczoraj nie możemy wystawić faktur, pojawia się błąd 500.", "iso8859_2"),
        (
            "Kérjük sürgős segítségüket: a Mentés gombra hiba jelenik meg, és az ablak bezárul, közeleg a zárás",
            "cp1250",
        ),
        ("Po pritisku na gumb pojavi se greška, već treći put, ništa ne pomaže. Račune ne možemo izdati", "cp1250"),
        ("После нажатия кнопки появляется ошибка 500, и окно закрывается. Просим срочно помочь", "koi8_r"),
        ("Після натискання кнопки з'являється помилка 500, і вікно зникає. Її бачать усі користувачі", "cp1251"),
        ("לאחר לחיצה על כפתור השמירה מופיעה שגיאה 500 והחלון נסגר. הבעיה קיימת אצל כל המשתמשים בחברה", "cp1255"),
        ("Μετά το πάτημα του κουμπιού εμφανίζεται σφάλμα 500 και το παράθυρο κλείνει. Παρακαλούμε βοηθήστε", "cp1253"),
        (
            "Kaydet düğmesine basınca 500 hatası çıkıyor, pencere kapanıyor. Şirketteki tüm kullanıcılar etkileniyor",
            "cp1254",
        ),
        ("Ekranda ışık yanıyor", "cp1254"),
        (
            "Paspaudus mygtuką Išsaugoti, rodoma klaida 500 ir langas užsidaro. Problema liečia visus naudotojus",
            "cp1257",
        ),
        ("Það birtist villa þegar ýtt er á hnappinn, og glugginn lokast. Við þurfum skjóta aðstoð", "cp1252"),
        ("Não é possível emitir a fatura: após a atualização, a janela fecha-se. Têm solução?", "cp1252"),
        ("Nach dem Drücken der Schaltfläche schließt sich das Fenster, auch für den Käufer", "mac_roman"),
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


def test_languages_of_one_encoding_are_read_together(tmp_path: Path) -> None:
    texts = [
        "Größe der Datei für Käufer prüfen",
        "Žádný export od pondělí, děkuji",
        "Błąd przy wysyłce, prosimy o pomoc",
    ]
    rows = "".join(f"{n},Export,{text}\n" for n, text in enumerate(texts))
    found = read_items([write(tmp_path, "a.csv", (HEAD + rows.replace(", ", " ")).encode("cp1250"))])
    assert [item.text for item in found if isinstance(item, Ticket)] == [text.replace(", ", " ") for text in texts]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.md"])
def test_a_named_encoding_is_taken_for_what_is_no_utf8_and_nothing_else(tmp_path: Path, name: str) -> None:
    text = "Račun: è"
    forms = {
        "a.csv": f"{HEAD}1,Export,{text}\n",
        "a.jsonl": f'{{"id": "1", "title": "x", "text": "{text}"}}\n',
        "a.md": text,
    }
    watch, options = Watch(), Options(encoding="iso8859_3")
    for encoding, read in (("cp1250", None), ("utf-8", text), ("utf-16", text)):
        content = forms[name].replace("è", "č" if encoding == "cp1250" else "è").encode(encoding)
        (item,) = read_items([write(tmp_path, name, content)], options=options, watch=watch)
        assert not isinstance(item, Refused)
        assert read in (None, item.text) and ("Raèun" in item.text) is (read is None)
    assert not any("which is a guess" in note for note in watch.notes)


def test_an_encoding_that_is_none_is_refused_before_anything_is_read() -> None:
    with pytest.raises(WrongUsage, match="no encoding 'klingon'"):
        Options(encoding="klingon")
    with pytest.raises(WrongUsage):
        Options(encoding="base64")


def test_the_note_of_a_guess_names_the_option(tmp_path: Path) -> None:
    watch = Watch()
    list(read_items([write(tmp_path, "a.csv", f"{HEAD}1,Export,Für den Käufer\n".encode("cp1252"))], watch=watch))
    assert any("cp1252, which is a guess" in note and "--encoding" in note for note in watch.notes)
