"""The services that the sandbox stands in for."""

from core.sandbox.cliengo import Cliengo
from core.sandbox.customerly import Customerly
from core.sandbox.qualtrics import Qualtrics
from core.sandbox.refiner import Refiner
from core.sandbox.segmetrics import SegMetrics
from core.sandbox.service import Service

SERVICES: tuple[type[Service], ...] = (Refiner, SegMetrics, Cliengo, Customerly, Qualtrics)
