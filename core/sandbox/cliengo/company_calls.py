"""Calls about the account, its websites and its users: what lists to choose from are made of."""

from collections.abc import Callable

from aiohttp import web

from core.sandbox.answers import answer
from core.sandbox.cliengo.company import Company
from core.sandbox.cliengo.contacts import Contacts
from core.sandbox.cliengo.refusals import not_found


class CompanyCalls:
    """Handlers; `contacts` gives the contacts as they are now."""

    def __init__(self, contacts: Callable[[], Contacts], company: Company) -> None:
        self._contacts = contacts
        self._company = company

    def routes(self) -> list[web.RouteDef]:
        """Return what is served; `/websites` is an older name."""
        return [
            web.get("/1.0/account", self.show_account),
            web.get("/1.0/users", self.list_users),
            web.get("/1.0/users/me", self.show_me),
            web.get("/1.0/sites", self.list_sites),
            web.get("/1.0/websites", self.list_sites),
            web.get("/1.0/sites/chatbots", self.list_chatbots),
            web.get("/1.0/sites/{id}/chatbot", self.show_chatbot),
        ]

    async def show_account(self, _: web.Request) -> web.Response:
        """Answer with the bare account."""
        return answer(self._company.account(self._contacts().count()))

    async def list_users(self, _: web.Request) -> web.Response:
        """Answer with all users, deleted ones too."""
        return answer({"results": self._company.users})

    async def show_me(self, _: web.Request) -> web.Response:
        """Answer with the user whom the key belongs to."""
        return answer(self._company.users[0])

    async def list_sites(self, _: web.Request) -> web.Response:
        """Answer with all websites, deleted ones too."""
        return answer({"results": self._company.sites})

    async def list_chatbots(self, _: web.Request) -> web.Response:
        """Answer with the chatbots of all websites."""
        return answer({"results": [self._company.chatbot(site) for site in self._company.sites]})

    async def show_chatbot(self, request: web.Request) -> web.Response:
        """Answer with the chatbot of one website."""
        for site in self._company.sites:
            if site["id"] == request.match_info["id"]:
                return answer(self._company.chatbot(site))
        raise not_found("Website")
