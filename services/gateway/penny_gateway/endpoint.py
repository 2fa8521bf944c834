"""When a pause is the end of the turn: how long to wait, given how finished it sounds.

The specification's limits (section 6.1) are the defaults. Pure: it gives a waiting time in milliseconds of silence,
counted from the last voiced sample; the shell keeps the clock.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EndpointPolicy:
    """Silence to wait for, in milliseconds."""

    confident_silence_ms: int = 500
    """When the pause sounds like an end."""
    uncertain_silence_ms: int = 1000
    """When nothing is known of it, or it is in doubt."""
    max_silence_ms: int = 2000
    """When it sounds like the middle of a sentence."""
    confident_probability: float = 0.5
    """From here on it sounds like an end: Smart Turn's own threshold."""
    unfinished_probability: float = 0.1
    """Up to here it sounds like the middle of a sentence."""

    def wait_ms(self, end_probability: float | None) -> int:
        """Silence to wait for after a pause with this probability of being an end; None: not known yet."""
        if end_probability is None:
            return self.uncertain_silence_ms
        if end_probability >= self.confident_probability:
            return self.confident_silence_ms
        if end_probability <= self.unfinished_probability:
            return self.max_silence_ms
        return self.uncertain_silence_ms
