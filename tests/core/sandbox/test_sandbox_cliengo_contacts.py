"""Cliengo: one contact at a time. Quirks are numbered as in the facts sheet, section 6."""

from typing import Any

import pytest

from tests.core.sandbox.test_sandbox_cliengo_door import HEX_ID, STAMP, UNKNOWN_ID, cliengo

INFERRED = {
    "lastName": "Larsson", "streetAddress": "Florida", "streetNumber": "12", "floor": "3",
    "apartmentNumber": "B", "zipCode": "C1005", "city": "Buenos Aires", "state": "CABA", "country": "AR",
    "nationality": "Argentinian", "organizationName": "Acme", "internationalPhoneNumber": "+5411",
    "gender": "FEMALE", "age": 41, "nationalIdentityNumber": "1", "ip": "192.0.2.1",
    "conversionUrl": "https://a.example/c", "landingUrl": "https://a.example/l", "externalStatus": "x",
    "customFields": {"size": "L"}, "referalUrl": "https://b.example", "referrer": "Bob", "utmSource": "s",
    "utmMedium": "m", "utmCampaign": "c", "gclid": "g", "utmContent": "o", "utmTerm": "t", "utmAdGroup": "a",
    "entryMethod": "FORM",
}  # fmt: skip
UPDATE: dict[str, Any] = {
    "name": "Ana", "email": "ana@example.com", "phone": "+54 11 9999-9999", "subStatus": "CALL_AGAIN",
    "rating": 4.5, "dueDate": "2026-01-01T10:00:00Z", "scheduleDate": "2026-01-02T10:00:00Z",
    "sellPrice": 99.5, "sellSuscription": "MONTHLY_SUSCRIPTION", "cancelReason": "3",
    "extraParams": {"k": "v"}, "contactMethod": "WHATSAPP",
}  # fmt: skip


async def test_a_contact_is_shown_bare() -> None:
    """Quirk 8."""
    async with cliengo() as account:
        for row in (await account.page())[:10]:
            assert HEX_ID.fullmatch(row["id"])
            assert await account.get(f"/contacts/{row['id']}") == row


async def test_a_new_contact_needs_a_website_and_nothing_else() -> None:
    """Quirk 9, and our own choice of 400 and 200."""
    async with cliengo() as account:
        website = await account.website()
        bodies: list[dict[str, Any]] = [
            {}, {"name": "Ana"}, {"websiteId": ""}, {"websiteId": 3}, {"websiteId": UNKNOWN_ID},
        ]  # fmt: skip
        refused = [await account.call("POST", "/contacts", body) for body in bodies]
        reply = await account.call("POST", "/contacts", {"websiteId": website})
        shown = await account.get(f"/contacts/{reply.json['id']}")
        total = await account.total()
    assert [bad.status for bad in refused] == [400] * 5
    assert refused[0].json["message"] == "websiteId is required"
    assert (reply.status, total) == (200, 201)
    assert HEX_ID.fullmatch(reply.json["id"])
    assert shown == reply.json
    assert {"name", "email", "phone"}.isdisjoint(shown)
    assert (shown["websiteId"], shown["status"], shown["entryMethod"]) == (website, "NEW", "API")
    assert shown["duplicatedContact"] is False
    assert STAMP.fullmatch(shown["creationDate"])
    assert shown["creationDate"] == shown["lastUpdateDate"]


async def test_inferred_names_are_kept_under_the_same_key_and_others_dropped() -> None:
    """Our own choice."""
    async with cliengo() as account:
        contact = await account.create(**INFERRED, shoeSize=43, id=UNKNOWN_ID, creationDate="2020-01-01")
    assert {name: contact[name] for name in INFERRED} == INFERRED
    assert "shoeSize" not in contact
    assert contact["id"] != UNKNOWN_ID
    assert contact["creationDate"] > "2025-06"


async def test_a_repeated_email_makes_a_flagged_contact() -> None:
    """Quirk 9."""
    async with cliengo() as account:
        known = next(row for row in await account.page() if "email" in row)
        moved = next(row for row in await account.page(offset=50) if "email" in row)
        await account.change(moved, email="moved@example.com")
        flags = [
            (await account.create(email=email))["duplicatedContact"]
            for email in (
                known["email"],
                known["email"].upper(),
                "fresh@example.com",
                "Fresh@Example.com",
                moved["email"],
                "moved@example.com",
            )
        ]
        once = await account.create(email="once@example.com")
        await account.call("DELETE", f"/contacts/{once['id']}")
        after_deletion = await account.create(email="once@example.com")
        without = [await account.create(name="A"), await account.create(name="A")]
    assert flags == [True, True, False, True, False, True]
    assert after_deletion["duplicatedContact"] is False
    assert after_deletion["id"] != once["id"]
    assert [contact["duplicatedContact"] for contact in without] == [False, False]


async def test_an_update_changes_the_keys_that_were_sent_and_the_date() -> None:
    """Quirk 10."""
    async with cliengo() as account:
        before = (await account.page())[3]
        changed = await account.change(before, **UPDATE)
        shown = await account.get(f"/contacts/{before['id']}")
        listed = (await account.page())[3]
        again = await account.change(before, rating=1)
    assert changed == shown == listed
    assert changed["lastUpdateDate"] > before["lastUpdateDate"]
    assert changed == before | UPDATE | {"lastUpdateDate": changed["lastUpdateDate"]}
    assert again["lastUpdateDate"] > changed["lastUpdateDate"]
    assert again == changed | {"rating": 1, "lastUpdateDate": again["lastUpdateDate"]}


async def test_the_corrected_spelling_of_the_sale_is_ignored() -> None:
    """Quirk 10, and our own choice that a body without a known name changes nothing."""
    async with cliengo() as account:
        before = (await account.page())[3]
        ignored = await account.change(before, sellSubscription="ONE_TIME", shoeSize=43)
        beside = await account.change(before, sellSubscription="ONE_TIME", sellPrice=5)
        spelt = await account.change(before, sellSuscription="ONE_TIME")
        corrected = await account.call(
            "PATCH", f"/contacts/{before['id']}", {"sellSuscription": "MONTHLY_SUBSCRIPTION"}
        )
    assert ignored == before
    assert "sellSubscription" not in beside
    assert beside["sellPrice"] == 5
    assert spelt["sellSuscription"] == "ONE_TIME"
    assert corrected.status == 400


async def test_every_note_becomes_a_line_of_the_log() -> None:
    """Quirk 10."""
    async with cliengo() as account:
        before = (await account.page())[3]
        bare = next(row for row in await account.page() if "name" not in row)
        for _ in range(2):
            changed = await account.change(before, note="Called, no answer")
        named = await account.change(bare, note="Who is it?")
        history = await account.get(f"/contacts/{before['id']}/history")
    lines = changed["logs"][len(before["logs"]) :]
    assert [(line["type"], line["message"]) for line in lines] == [("NOTE", "Called, no answer")] * 2
    assert list(lines[0]) == ["type", "from", "to", "message", "creator", "creationDate"]
    assert lines[1]["creationDate"] == changed["lastUpdateDate"]
    assert "note" not in changed
    assert changed["notes"] == []
    assert [line["message"] for line in named["logs"]] == ["Who is it?"]
    assert history == {"results": changed["logs"]}


@pytest.mark.parametrize("sent", ["client", "CLIENT", "Client", "long_term"])
async def test_a_status_is_taken_in_any_case_and_kept_in_upper_case(sent: str) -> None:
    """Quirk 12."""
    async with cliengo() as account:
        created = await account.create(status=sent, email="a@example.com")
        plain = await account.create()
        changed = await account.change(plain, status=sent, scheduleStatusTo=sent)
        put = await account.call("PUT", f"/contacts/{plain['id']}/status", {"externalStatus": sent})
        listed = await account.page(status=sent.swapcase(), limit=2)
    assert {created["status"], changed["status"], put.json["status"]} == {sent.upper()}
    assert changed["scheduleStatusTo"] == sent.upper()
    assert [contact["id"] for contact in listed] == [plain["id"], created["id"]]


async def test_a_change_of_status_is_written_into_the_log() -> None:
    async with cliengo() as account:
        contact = await account.create()
        await account.change(contact, status="NEW")
        await account.change(contact, status="ACTIVE")
        await account.call("PUT", f"/contacts/{contact['id']}/status", {"externalStatus": "CLIENT"})
        history = await account.get(f"/contacts/{contact['id']}/history")
    assert [(line["from"], line["to"]) for line in history["results"]] == [
        (None, "NEW"),
        ("NEW", "ACTIVE"),
        ("ACTIVE", "CLIENT"),
    ]


async def test_an_owner_is_a_user_or_nobody() -> None:
    async with cliengo() as account:
        user = (await account.get("/users"))["results"][1]["id"]
        owned = await account.create(assignedTo=user)
        freed = await account.change(owned, assignedTo="UNASSIGNED")
        unknown = await account.call("PATCH", f"/contacts/{owned['id']}", {"assignedTo": UNKNOWN_ID})
    assert owned["assignedTo"] == user
    assert "assignedTo" not in freed
    assert unknown.status == 400


@pytest.mark.parametrize(
    "body",
    [
        {"status": "WON"},
        {"status": 1},
        {"scheduleStatusTo": "never"},
        {"rating": 6},
        {"rating": "5"},
        {"name": 3},
        {"note": ["a"]},
        {"sellSuscription": "DAILY"},
    ],
)
async def test_an_update_that_makes_no_sense_is_refused_and_changes_nothing(body: dict[str, Any]) -> None:
    """Our own choice."""
    async with cliengo() as account:
        before = (await account.page())[3]
        reply = await account.call("PATCH", f"/contacts/{before['id']}", {"phone": "1", **body})
        after = await account.get(f"/contacts/{before['id']}")
    assert reply.status == 400
    assert next(iter(body)) in reply.json["message"]
    assert after == before


async def test_null_and_an_empty_text_take_a_value_away() -> None:
    """Our own choice."""
    async with cliengo() as account:
        contact = await account.create(name="Ana", email="ana@example.com", phone="1")
        changed = await account.change(contact, name=None, email="")
    assert {"name", "email"}.isdisjoint(changed)
    assert changed["phone"] == "1"


async def test_a_deleted_contact_is_gone() -> None:
    """Quirk 11, and our own choice of the word."""
    async with cliengo() as account:
        rows = await account.all()
        fresh = await account.create(name="Fresh")
        for contact in (rows[4], fresh):
            path = f"/contacts/{contact['id']}"
            reply = await account.call("DELETE", path)
            assert (reply.status, reply.json) == (200, {"id": contact["id"], "status": "deleted"})
            gone = [await account.call(method, path, {"name": "A"}) for method in ("GET", "PATCH", "DELETE")]
            assert [one.status for one in gone] == [404, 404, 404]
        after, total = await account.all(), await account.total()
        same_day = await account.all(lastUpdateDate=rows[4]["lastUpdateDate"][:10])
        today = await account.total(lastUpdateDate=fresh["lastUpdateDate"][:10])
    assert after == rows[:4] + rows[5:]
    assert total == 199
    assert rows[4] not in same_day
    assert today == 0


async def test_details_of_a_new_contact_may_come_by_a_later_update() -> None:
    """Quirk 14, with a switch."""
    async with cliengo() as account:
        await account.turn("details_later", True)
        created = await account.create(name="Ana", email="ana@example.com")
        early = await account.create(name="Bob")
        unheard = await account.create(name="Eve")
        await account.call("DELETE", f"/contacts/{unheard['id']}")
        listed = (await account.page())[1]
        asked = await account.total(query="ana@example.com")
        waiting = account.bench.sandbox.state("cliengo")
        by_hand = await account.change(early, phone="1")
        await account.turn("details_later", False)
        later = (await account.page())[1]
        settled = account.bench.sandbox.state("cliengo")
        by_update = await account.total(query="ana@example.com")
        repeated = await account.create(email="ana@example.com")
    assert created == listed
    assert list(created) == ["id", "creationDate", "lastUpdateDate"]
    assert asked == 0
    assert waiting == {"contacts": 202, "awaiting_details": [created["id"], early["id"]]}
    assert (by_hand["name"], by_hand["phone"]) == ("Bob", "1"), "an update brings the rest along"
    assert (later["id"], later["name"], later["email"]) == (created["id"], "Ana", "ana@example.com")
    assert later["creationDate"] == created["creationDate"]
    assert later["lastUpdateDate"] > created["lastUpdateDate"]
    assert settled["awaiting_details"] == []
    assert by_update == 1
    assert repeated["duplicatedContact"] is True


async def test_new_contacts_share_a_moment_while_the_clock_stands_still() -> None:
    """Quirk 15, with a switch."""
    async with cliengo() as account:
        first = await account.create()
        await account.turn("clock_stands_still", True)
        second, third = await account.create(), await account.create()
        changed = await account.change(second, name="Ana")
        await account.turn("clock_stands_still", False)
        fourth = await account.create()
        rows = await account.page(limit=4)
        since = await account.page(since=first["creationDate"], until=fourth["creationDate"])
    assert first["creationDate"] == second["creationDate"] == third["creationDate"] < fourth["creationDate"]
    assert changed["lastUpdateDate"] == first["lastUpdateDate"]
    assert [row["id"] for row in rows] == [fourth["id"], third["id"], second["id"], first["id"]]
    assert since == rows[1:]


async def test_notes_messages_and_tags_hang_on_a_contact() -> None:
    async with cliengo() as account:
        before = next(row for row in await account.page() if "message" in row)
        path = f"/contacts/{before['id']}"
        note = await account.call("POST", f"{path}/notes", {"message": "Call on Monday"})
        noted = await account.get(path)
        sent = await account.call("POST", f"{path}/messages", {"message": "¡Hola!"})
        for tag in ("vip", "vip", "late"):
            tagged = await account.call("POST", f"{path}/tags", {"tag": tag})
        notes, messages = await account.get(f"{path}/notes"), await account.get(f"{path}/messages")
        empty = await account.call("POST", f"{path}/notes", {"message": ""})
        nobody = await account.call("POST", f"/contacts/{UNKNOWN_ID}/notes", {"message": "x"})
    assert (note.status, sent.status, empty.status, nobody.status) == (200, 200, 400, 404)
    assert notes == {"results": [note.json]}
    assert note.json["message"] == "Call on Monday"
    assert noted["notes"] == [note.json]
    assert noted["lastUpdateDate"] == note.json["creationDate"] > before["lastUpdateDate"]
    assert [message["message"] for message in messages["results"]] == [before["message"], "¡Hola!"]
    assert tagged.json["tags"] == ["vip", "late"]
