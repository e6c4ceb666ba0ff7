"""The names by which readers know the two sides."""

from dataclasses import dataclass

from assessments.scoring.terms import Side


@dataclass(frozen=True)
class Names:
    """Names of the two organizations; a short name serves in sentences and beside marks."""

    contractor: str
    client: str
    contractor_short: str = ""
    client_short: str = ""

    def of(self, side: Side) -> str:
        return self.contractor if side is Side.CONTRACTOR else self.client

    def short(self, side: Side) -> str:
        if side is Side.CONTRACTOR:
            return self.contractor_short or self.contractor
        return self.client_short or self.client
