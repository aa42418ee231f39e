import random
from tests.core.client.list_services import *
from tests.core.client.test_client_windows import PAGING, uneven
import core.client.windows as w
import pytest
@pytest.mark.parametrize("mut", [0,1,2])
async def test_x(refiner, mut, monkeypatch):
    if mut==1:
        async def f(self): return w.NO_DAY_BEFORE
        monkeypatch.setattr(w._Division, "_first_day", f)
    if mut==2:
        def g(self, part):
            left, reach = self._walk.left, part.reach
            if reach is None or part.rows is None or part.rows <= reach: return False
            return left is None or left > reach
        monkeypatch.setattr(w._Division, "is_needed", g)
    entries = spread(dict.fromkeys(days_before("2024-06-10", 4000)[::20], 1))
    s = OffsetService(entries, highest=40)
    r = await fetched(refiner, s, PAGING)
    print(mut, len(entries), len(s.asked), len(r.pages))
    entries = spread({"2024-05-03": 49, "2024-05-02": 30, "2024-05-01": 30, "2024-04-30": 30})
    s = OffsetService(entries, highest=40, until="all")
    r = await fetched(refiner, s, PAGING, 45, {"to": "2024-05-02"})
    print(mut, len(s.asked), len(r.pages))
    # realistic: 20000 entries over 5 years, reach 1050
    p = by_offset(50, 1000, windows=WINDOWS)
    c = random.Random(3)
    entries = spread({d: c.randint(0,22) for d in days_before("2024-06-10", 1800)})
    import time
    for un in ("nothing","all"):
        s = OffsetService(entries, highest=1000, until=un)
        t=time.perf_counter(); r = await fetched(refiner, s, p); t=time.perf_counter()-t
        assert r.entries==entries
        print(mut, un, len(entries), "ideal", len(entries)/50, "asked", len(s.asked), "counts", sum(q["limit"]=="1" for q in s.asked), "pages", len(r.pages), round(t,2))
