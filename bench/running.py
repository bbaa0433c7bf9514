"""What one run measures on one corpus: building, pages, memory and freshness, each beside its floor."""

import re
import statistics
import time
import uuid
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
from bench.pages import ask, measure_all, measure_cases, some_records, where_they_lead
from bench.results import Results
from bench.servers import Server, floor, product
from bench.targets import CLAIMS, DOSSIER, FIRST_TIME, RENDERED

OTHER = {
    "map page": ["/occurrences?view=map"],
    "map page of a word": ["/occurrences?q=icing&view=map"],
    "map cells of the world": ["/occurrences/cells?level=4"],
    "charts page": ["/occurrences?view=charts"],
    "charts page of a word": ["/occurrences?q=icing&view=charts"],
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

    def measure_floor(self, name: str) -> None:
        """The floor's pages, and the bare ones that only hand out bytes."""
        with floor(self.folder) as server:
            measure_cases(server, name, floor_paths, self.results, self.seconds)
            measure_cases(server, f"{name}, all facets", partial(floor_paths, facets="all"), self.results, self.seconds)
            addresses = {case: [f"/record/{each}" for each in found] for case, found in self._dossiers().items()}
            measure_all(server, name, addresses, "dossier", self.results, self.seconds)
            bare = {"bare page of hits": ["/bytes/search"], "bare page of a record": ["/bytes/record"]}
            measure_all(server, name, bare, "other", self.results, self.seconds)

    def measure_product(self) -> None:
        """The product's pages, and the memory of its workers before and after many requests."""
        with product(self.folder) as server:
            measure_cases(server, "product", product_paths, self.results, self.seconds)
            measure_cases(server, "product as JSON", json_paths, self.results, self.seconds)
            for case, found in self._dossiers().items():
                addresses = where_they_lead(server, [f"/occurrences/{each}" for each in found])
                measure_all(server, "product", {case: addresses}, "dossier", self.results, self.seconds)
            measure_all(server, "product", OTHER, "other", self.results, self.seconds)
            mixed = [path for case in CASES for path in product_paths(case)[:20]] + addresses
            self._memory(server, mixed)

    def _dossiers(self) -> dict[str, list[int]]:
        """Records of which the page is asked for again, and records of which it is asked for the first time."""
        return {DOSSIER: self.records, FIRST_TIME: self.others}

    def _memory(self, server: Server, paths: list[str]) -> None:
        for name in ("after the cases", f"after {self.n_requests:,} more requests", "after as many again"):
            self.results.add("memory", name, server="product", most_mib_per_worker=max(server.workers_mib()))
            load(server.port, paths, clients=8, seconds=0, at_least=self.n_requests)

    def measure_datasette(self, program: Path) -> None:
        """The peer's pages with the same facets; its page of a row, which holds no claims, and those of claims alone."""
        build_flat(self.folder)
        with datasette(self.folder, program) as server:
            measure_cases(server, "datasette", datasette_paths, self.results, self.seconds)
            records = {DOSSIER: [f"/flat/occurrence/{each}" for each in self.records]}
            measure_all(server, "datasette", records, "dossier", self.results, self.seconds)
            if claims_of(self.folder):
                claims = {CLAIMS: [f"/base/claim?occurrence_id={each}&_size=50" for each in self.records]}
                measure_all(server, "datasette", claims, "dossier", self.results, self.seconds)
            told = stream(server, "/flat/occurrence.csv?_stream=on&_size=max")
            self.results.add("export", STREAM, server="datasette", rate=self.results.size / told.seconds)

    def measure_outer_floor(self, harness: Path) -> None:
        """The pages of another harness's floor on the same corpus."""
        with outer_floor(self.folder, harness) as server:
            measure_cases(server, "outer floor", outer_paths, self.results, self.seconds)
            records = {DOSSIER: [f"/record/{each}" for each in self.records]}
            measure_all(server, "outer floor", records, "dossier", self.results, self.seconds)
            measure_all(server, "outer floor", {RENDERED: ["/jinja/record"]}, "other", self.results, self.seconds)

    def tell_drift(self) -> None:
        """By how much the floor's pages differed between the beginning and the end, at the median of the cases."""
        p50 = {(row["case"], row["server"]): row["p50"] for row in self.results.rows if row.get("clients") == 1}
        ratios = [p50[case.name, "floor again"] / p50[case.name, "floor"] for case in CASES]
        self.results.add("drift", "floor at the end to floor at the beginning", server="floor", ratio=statistics.median(ratios))

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
