"""Calls on the account itself, its surveys and their responses, and its libraries."""

from collections.abc import Callable

from aiohttp import web

from core.sandbox.qualtrics.account import BRAND, DATA_CENTER, Account
from core.sandbox.qualtrics.catalogue import Library
from core.sandbox.qualtrics.door import BASE
from core.sandbox.qualtrics.envelope import not_found
from core.sandbox.qualtrics.paging import by_offset
from core.sandbox.qualtrics.switches import BRAND_ADMIN, RESPONSE_LAG


class AccountCalls:
    """Handlers; `account` gives the account as it is now."""

    def __init__(self, account: Callable[[], Account]) -> None:
        self._account = account

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.get(f"{BASE}/whoami", self.who_am_i),
            web.get(f"{BASE}/surveys", self.list_surveys),
            web.get(f"{BASE}/surveys/{{survey}}/languages", self.list_languages),
            web.get(f"{BASE}/surveys/{{survey}}/responses/{{response}}", self.show_response),
            web.get(f"{BASE}/libraries", self.list_libraries),
            web.get(f"{BASE}/libraries/{{library}}/messages", self.list_messages),
            web.get(f"{BASE}/libraries/{{library}}/messages/{{message}}", self.show_message),
        ]

    async def who_am_i(self, _: web.Request) -> web.Response:
        """Answer with the user, never with the token. Our own choice: the other type of account."""
        account = self._account()
        return account.envelopes.success(
            {
                "brandId": BRAND,
                "userId": account.user,
                "userName": f"ann@example.com#{BRAND}",
                "accountType": "UT_BRANDADMIN" if account.switches[BRAND_ADMIN] else "UT_STANDARD",
                "firstName": "Ann",
                "lastName": "Lee",
                "email": "ann@example.com",
                "datacenter": DATA_CENTER,
                "language": "en",
            }
        )

    async def list_surveys(self, request: web.Request) -> web.Response:
        """Answer with a page of the surveys."""
        account = self._account()
        return account.envelopes.success(by_offset(request, account.catalogue.surveys()))

    async def list_languages(self, request: web.Request) -> web.Response:
        """Answer with the languages of a survey."""
        account = self._account()
        place = account.catalogue.survey_place(request.match_info["survey"])
        if place is None:
            raise not_found("The survey")
        return account.envelopes.success({"AvailableLanguages": account.catalogue.languages(place)})

    async def show_response(self, request: web.Request) -> web.Response:
        """Answer with one response; right after its event it is not found."""
        account = self._account()
        found = account.responses.find(
            request.match_info["survey"], request.match_info["response"], account.settings[RESPONSE_LAG]
        )
        if found is None:
            raise not_found("The response")
        return account.envelopes.success(found)

    async def list_libraries(self, request: web.Request) -> web.Response:
        """Answer with a page of the libraries."""
        account = self._account()
        shown = [
            {"libraryId": library.id, "libraryName": library.name}
            for library in account.catalogue.libraries.values()
        ]
        return account.envelopes.success(by_offset(request, shown))

    async def list_messages(self, request: web.Request) -> web.Response:
        """Answer with a page of a library's messages, of one category if that is asked for."""
        category = request.query.get("category")
        shown = [
            {"id": message.id, "description": message.description, "category": message.category}
            for message in self._library(request).messages.values()
            if category in (None, message.category)
        ]
        return self._account().envelopes.success(by_offset(request, shown))

    async def show_message(self, request: web.Request) -> web.Response:
        """Answer with one message in its languages. Our own choice: the keys beside `messages`."""
        message = self._library(request).messages.get(request.match_info["message"])
        if message is None:
            raise not_found("The message")
        return self._account().envelopes.success(
            {
                "id": message.id,
                "description": message.description,
                "category": message.category,
                "messages": {"en": message.text, "de": message.text},
            }
        )

    def _library(self, request: web.Request) -> Library:
        library = self._account().catalogue.libraries.get(request.match_info["library"])
        if library is None:
            raise not_found("The library")
        return library
