"""A client for the HTTP API of swift-sessions (`sessions serve`).

    from swift_sessions import Client

    with Client("http://127.0.0.1:8080") as client:
        client.create({"parent": None}, id="conv-1")
        with client.lease("conv-1", exclusive=True, wait=30) as lease:
            client.change("conv-1", {"parent": answer(lease.session["value"])})
"""

from .client import Client
from .errors import LeaseLost, SessionsError
from .lease import Lease

__all__ = ["Client", "Lease", "LeaseLost", "SessionsError"]
