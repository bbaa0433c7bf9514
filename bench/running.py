"""What one run measures on one corpus: building, pages, memory and freshness, each beside its floor."""

import re
import time
import uuid
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from app.models.database import make_engine
from bench.cases import CASES, datasette_paths, floor_paths, json_paths, product_paths
from bench.databases import FLOOR, HOME, index_of, read_built, size_mib, url_of
from bench.datasette import build_flat, claims_of, datasette
from bench.edits import edit, some_place
from bench.exports import STREAM, stream
from bench.load import load
from bench.measuring import percentile
from bench.outer_floor import outer_floor, outer_paths
from bench.pages import Asked, Loading, Paths, ask, some_records, where_they_lead
from bench.results import Results
from bench.servers import Server, floor, product
from bench.targets import CLAIMS, COPY, DOSSIER, FIRST_TIME, RENDERED

ROUNDS = 5
BARE = {"bare page of hits": "/bytes/search", "bare page of a record": "/bytes/record"}
OTHER = {
    "map page": "/occurrences?view=map",
    "map page of a word": "/occurrences?q=icing&view=map",
    "map cells of the world": "/occurrences/cells?level=4",
    "charts page": "/occurrences?view=charts",
    "charts page of a word": "/occurrences?q=icing&view=charts",
}


class Run:
    """What one run measures, in the order in which it does."""

    def __init__(self, folder: Path, results: Results, seconds: float, n_requests: int) -> None:
        self.folder, self.results, self.seconds, self.n_requests = folder, results, seconds, n_requests
        self.records, self.others = some_records(results.size)

    def tell_building(self) -> None:
        """What the commands took that built the corpus, and how large the results are."""
        for name, ran in read_built(self.folder).items():
            self.results.add("build", name, server="product", seconds=ran.seconds, peak_mib=ran.peak_mib)
        paths = {
            "database and index": self.folder / HOME,
            "index": index_of(self.folder),
            "floor's index": self.folder / FLOOR,
        }
        for name, path in paths.items():
            self.results.add("size", name, server="product", mib=size_mib(path))

    def measure_pages(self, harness: Path | None, copy: tuple[Path, str] | None) -> None:
        """The product's pages beside those of its floors, and of a copy in another database; then its workers' memory.

        harness: folder of the outer floor. copy: its folder, and the address of its database.
        """
        with ExitStack() as stack:
            own, bare = (stack.enter_context(each(self.folder)) for each in (product, floor))
            servers: list[tuple[Server, str, Paths]] = [
                (bare, "floor", floor_paths),
                (bare, "floor, all facets", partial(floor_paths, facets="all")),
                (own, "product", product_paths),
                (own, "product as JSON", json_paths),
            ]
            if copy:
                servers.append((stack.enter_context(product(*copy)), COPY, product_paths))
            outer = stack.enter_context(outer_floor(self.folder, harness)) if harness else None
            if outer:
                servers.append((outer, "outer floor", outer_paths))
            loading = Loading(self.results, self.seconds, ROUNDS)
            loading.searches(servers)
            for case, records in ((DOSSIER, self.records), (FIRST_TIME, self.others)):
                floors = [f"/record/{each}" for each in records]
                addresses = where_they_lead(own, [f"/occurrences/{each}" for each in records])
                asked = [Asked(bare, "floor", floors), Asked(own, "product", addresses)]
                if outer and case == DOSSIER:
                    asked.append(Asked(outer, "outer floor", floors))
                loading.case("dossier", case, asked, is_new=case == FIRST_TIME)
            for case, path in BARE.items():
                loading.case("other", case, [Asked(bare, "floor", [path])])
            if outer:
                loading.case("other", RENDERED, [Asked(outer, "outer floor", ["/jinja/record"])])
            for case, path in OTHER.items():
                loading.case("other", case, [Asked(own, "product", [path])])
            self._memory(own, [path for case in CASES for path in product_paths(case)[:20]] + addresses)

    def _memory(self, server: Server, paths: list[str]) -> None:
        for name in ("after the cases", f"after {self.n_requests:,} more requests", "after as many again"):
            self.results.add("memory", name, server="product", most_mib_per_worker=max(server.workers_mib()))
            load(server.port, paths, clients=8, seconds=0, at_least=self.n_requests)

    def measure_datasette(self, program: Path) -> None:
        """The peer's pages with the same facets; its page of a row, which holds no claims, and those of claims alone."""
        build_flat(self.folder)
        with datasette(self.folder, program) as server:
            loading = Loading(self.results, self.seconds)
            loading.searches([(server, "datasette", datasette_paths)])
            paths = {DOSSIER: [f"/flat/occurrence/{each}" for each in self.records]}
            if claims_of(self.folder):
                paths[CLAIMS] = [f"/base/claim?occurrence_id={each}&_size=50" for each in self.records]
            for case, found in paths.items():
                loading.case("dossier", case, [Asked(server, "datasette", found)])
            told = stream(server, "/flat/occurrence.csv?_stream=on&_size=max")
            self.results.add("export", STREAM, server="datasette", rate=self.results.size / told.seconds)

    def measure_visible(self, times: int = 40) -> None:
        """Milliseconds from a commit to a page that shows it, asked of two workers in turn; both have answered before."""
        engine, passed = make_engine(url_of(self.folder)), list[float]()
        first = some_place(self.results.size, times)
        with product(self.folder) as server:
            for number in range(10):
                ask(server, f"/occurrences?q=warm{number}")
            for number in range(times):
                word = f"y{uuid.uuid4().hex}"
                with Session(engine) as session:
                    edit(session, self.folder, 1, word, first=first + number)
                started = time.perf_counter()
                page = ask(server, f"/occurrences?q={word}")
                passed.append((time.perf_counter() - started) * 1000)
                assert re.search(r'href="/occurrences/\d+', page), f"{word} was not found"
        p50, p95 = percentile(passed, 0.5), percentile(passed, 0.95)
        self.results.add("visible", "a commit of another process, seen by the next request", server="product", p50=p50, p95=p95)
