"""Sending a kept escalation out of the house: what would be sent, what stands in the way, the sending, the trail.

Register, lifecycle, exports, checks and `sending` are put together here, as `tracking` does it for changes. First
`prepare`: nothing leaves, everything is there to be read. Then, on a person's word, `deliver`.
"""

from assistant.outgoing.delivering import Delivered, deliver
from assistant.outgoing.obstacles import Obstacle, ObstacleKind
from assistant.outgoing.preparing import Prepared, prepare
from assistant.outgoing.wish import Purpose, Wish

__all__ = ["Delivered", "Obstacle", "ObstacleKind", "Prepared", "Purpose", "Wish", "deliver", "prepare"]
