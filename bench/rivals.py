"""Ways of ending a turn that are compared: the gateway's policy, pieces of it, and what others do. Pure."""

from dataclasses import replace

from waiting import Policy

from penny_gateway.endpoint import EndpointPolicy, Evidence

SMART_TURN_THRESHOLD = 0.5
SMART_TURN_PATIENCE_MS = 3000.0
"""Silence after which Pipecat ends a turn that does not sound finished."""
SIGNALS = ("words", "completeness", "sound")


def silence(threshold_ms: float) -> Policy:
    """Silence and nothing else."""
    return lambda _: threshold_ms


def smart_turn(minimum_ms: float) -> Policy:
    """As Pipecat's default: by the sound alone."""

    def wait_ms(evidence: Evidence) -> float:
        finished = evidence.sound is not None and evidence.sound >= SMART_TURN_THRESHOLD
        return minimum_ms if finished else SMART_TURN_PATIENCE_MS

    return wait_ms


def scaled(policy: Policy, factor: float) -> Policy:
    """A policy with more patience, or less."""
    return lambda evidence: factor * policy(evidence)


def without(policy: EndpointPolicy, signal: str) -> Policy:
    """A policy that one signal says nothing to; a sound that says nothing counts as finished, since it only brakes."""

    def wait_ms(evidence: Evidence) -> float:
        match signal:
            case "words":
                evidence = replace(evidence, words="")
            case "completeness":
                evidence = replace(evidence, completeness=None)
            case "sound":
                evidence = replace(evidence, sound=1.0)
        return policy.wait_ms(evidence)

    return wait_ms
