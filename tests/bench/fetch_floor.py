"""The floor of a fetch: a bare httpx client on the same transport does the same GETs and drops the bytes.

Arguments: address, API key, pages. Prints seconds. Beyond the first page it follows the cursor, where the
reply ends with one.
"""

import asyncio
import json
import re
import sys
import time

import httpx
from httpx_aiohttp import AiohttpTransport

CURSOR = re.compile(rb'"next_page_cursor":"([^"]+)"')


async def bare_fetch(address: str, key: str, pages: int) -> float:
    """One page after another, as anyone would write it. Gives seconds."""
    began = time.perf_counter()
    async with httpx.AsyncClient(
        transport=AiohttpTransport(), headers={"Authorization": f"Bearer {key}"}, timeout=60
    ) as client:
        place = "page=1"
        for page in range(1, pages + 1):
            reply = await client.get(f"{address}/v1/contacts?{place}&page_length=1000")
            reply.raise_for_status()
            cursor = CURSOR.search(reply.content[-200:])
            place = f"page_cursor={cursor[1].decode()}" if cursor else f"page={page + 1}"
    return time.perf_counter() - began


if __name__ == "__main__":
    seconds = asyncio.run(bare_fetch(sys.argv[1], sys.argv[2], int(sys.argv[3])))
    print(json.dumps({"seconds": seconds}))
