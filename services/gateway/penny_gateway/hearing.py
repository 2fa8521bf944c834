"""What the session hears: voice activity for as long as it lasts, recognition for the turn, and the end of a pause.

Audio goes to the vad service always and to the asr service during a turn, beginning half a second before the voice,
so that the first syllable is not lost. What is noticed is posted to the conversation as events of the turn machine;
the end of a turn is decided here, by the policy and the session's sample clock. Penny's own voice, come back through
the microphone, is not noticed at all.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from opentelemetry.context import Context

from penny.v1 import asr_pb2, audio_pb2, vad_pb2
from penny_chassis.audio import BYTES_PER_SAMPLE, SAMPLE_RATE_HZ, to_ms, to_samples
from penny_chassis.errors import PennyError, TooSlow, Unavailable
from penny_gateway.backends import Backends, TranscribeStream
from penny_gateway.clock import SampleClock
from penny_gateway.config import Settings
from penny_gateway.echo import Echo
from penny_gateway.endpoint import Evidence
from penny_gateway.feed import Feed
from penny_gateway.rhythm import Rhythm

VAD_LAG_MS = 5000
"""How far the vad service may be behind the client's audio, after a stall of the network, without a word being lost."""
ECHO_PRE_ROLL_MS = 200
"""Audio before a voice that rises out of Penny's own: its beginning is found so late at worst, and what is before it
is what Penny says."""
RECONNECT_S = 1.0
"""Between two tries to reach the vad service."""
VAD_WINDOW_SAMPLES = 512
"""What the vad service judges at a time (vad.proto)."""
ASR_PIECE_SAMPLES = to_samples(40)
"""What the recogniser is sent at a time: it decodes a pause as soon as it is one, so waiting for more would show."""

DetectFeed = Feed[vad_pb2.DetectRequest, vad_pb2.DetectResponse]
TranscribeFeed = Feed[asr_pb2.TranscribeRequest, asr_pb2.TranscribeResponse]


@dataclass(slots=True)
class Pause:
    """A silence that may be the end of the turn."""

    end_sample: int
    """Where the voice ended."""
    evidence: Evidence = field(default_factory=Evidence)
    """What speaks for the end and against it."""
    silent_samples: int = 0
    """Silence since, as far as the vad service has judged it: audio that may hold a voice does not count."""

    @property
    def judged_until(self) -> int:
        """The sample up to which there is surely nobody speaking."""
        return self.end_sample + self.silent_samples


@dataclass(frozen=True, slots=True)
class Noticed:
    """What hearing tells the conversation; each is called as it happens."""

    spoke: Callable[[int, int], None]
    """The person is speaking: voiced milliseconds so far, and where the voice began."""
    resumed: Callable[[float], None]
    """The person speaks again after a pause of so many milliseconds; said before `spoke`."""
    paused: Callable[[Pause, int], None]
    """The person is silent: the pause, and the voiced milliseconds before it."""
    transcript: Callable[[asr_pb2.PartialTranscript], None]
    """Words so far."""
    ended: Callable[[], None]
    """The pause has lasted long enough to be the end."""
    deaf: Callable[[], None]
    """The vad service is out of reach."""


@dataclass(slots=True)
class _Recognition:
    """The recogniser's stream of one turn, and its answers to `finish`."""

    stream: TranscribeStream
    feed: TranscribeFeed
    finals: dict[int, asyncio.Future[asr_pb2.FinalTranscript]] = field(default_factory=dict)
    reader: asyncio.Task[None] | None = None
    failure: PennyError | None = None
    listening: bool = True
    sound: bytearray | None = None
    """What was heard, if it is to be kept."""
    retired: bool = False
    """Whether it ends as soon as nothing is awaited of it."""

    def hear(self, chunk: audio_pb2.AudioChunk) -> None:
        """Take the next chunk."""
        self.feed.hear(chunk)
        if self.sound is not None:
            self.sound += chunk.pcm

    def gather(self, chunk: audio_pb2.AudioChunk) -> None:
        """Take a chunk; more will follow at once."""
        self.feed.gather(chunk)
        if self.sound is not None:
            self.sound += chunk.pcm

    @property
    def awaited(self) -> bool:
        """Whether somebody waits for its words."""
        return any(not final.done() for final in self.finals.values())

    def retire(self) -> None:
        """It is to end as soon as nothing is awaited of it."""
        self.retired = True
        self.release()

    def release(self) -> None:
        """End it, if it has nothing left to do."""
        if self.retired and not self.awaited:
            self.stream.cancel()

    def fail(self, failure: PennyError) -> None:
        """Tell whoever waits for its words, or will, that none are coming."""
        self.failure = failure
        for waiting in self.finals.values():
            if not waiting.done():
                waiting.set_exception(failure)
                waiting.exception()  # seen: whoever waited may have been cancelled


class Hearing:
    """The listening side of one conversation."""

    def __init__(
        self,
        backends: Backends,
        settings: Settings,
        clock: SampleClock,
        noticed: Noticed,
        language: str,
        *,
        rhythm: Rhythm,
        echo: Echo,
        keeps_sound: bool = False,
    ) -> None:
        self._backends = backends
        self._settings = settings
        self._policy = settings.endpoint
        self._clock = clock
        self._noticed = noticed
        self._language = language
        self._echo = echo
        self._detection: DetectFeed | None = None
        self._recent: deque[audio_pb2.AudioChunk] = deque()
        self._recognition: _Recognition | None = None
        self._rhythm = rhythm
        self._voice_start = 0
        self._pre_roll_ms = settings.pre_roll_ms
        self._told = False
        """Whether the voice that is heard is somebody's who is not Penny."""
        self._turn_start = 0
        self.keeps_sound = keeps_sound
        self.committed_sample = 0
        """Up to here everything belongs to turns that are committed; none of it is heard again."""
        self.pause: Pause | None = None

    def hear(self, chunk: audio_pb2.AudioChunk) -> None:
        """Take a chunk of the person's audio, in order."""
        self._clock.heard_until(chunk.start_sample + len(chunk.pcm) // BYTES_PER_SAMPLE)
        self._remember(chunk)
        self._echo.heard(chunk.start_sample, chunk.pcm)
        if self._detection is not None:
            self._detection.hear(chunk)
        if self._recognition is not None and self._recognition.listening:
            self._recognition.hear(chunk)
        self._check_length()

    def listen(self, context: Context, tasks: asyncio.TaskGroup, vocabulary: str = "") -> None:
        """Begin to recognise a turn, from a little before the voice; words that are still awaited will come."""
        if self._recognition is not None and self._recognition.awaited:
            self._recognition.retire()
            self._recognition = None
        self.stop()
        stream = self._backends.transcribe(context)
        config = asr_pb2.AsrConfig(
            sample_rate_hz=SAMPLE_RATE_HZ, language=self._language, vocabulary=vocabulary, partials=True
        )
        stream.send(asr_pb2.TranscribeRequest(config=config))
        self._turn_start = max(self._voice_start, self.committed_sample)
        start = max(self._voice_start - to_samples(self._pre_roll_ms), self.committed_sample)
        feed: TranscribeFeed = Feed(stream, ASR_PIECE_SAMPLES, lambda audio: asr_pb2.TranscribeRequest(audio=audio))
        self._recognition = _Recognition(stream, feed, sound=bytearray() if self.keeps_sound else None)
        for chunk in self._recent:
            if chunk.start_sample >= start:
                self._recognition.gather(chunk)
        feed.flush()
        self._recognition.reader = tasks.create_task(self._read(self._recognition))

    @property
    def sound(self) -> bytes:
        """What has been heard of the turn; nothing if it is not to be kept."""
        recognition = self._recognition
        return bytes(recognition.sound) if recognition is not None and recognition.sound else b""

    def rest(self) -> None:
        """The turn is committed: what comes now is not part of it. Its transcript may still be on the way."""
        # Of what has come but is not judged yet, nothing belongs to the turn any more.
        self.committed_sample = self.pause.judged_until if self.pause else self._clock.now_sample
        self.pause = None
        if self._recognition is not None:
            self._recognition.listening = False

    def stop(self) -> None:
        """Stop recognising."""
        self.pause = None
        if self._recognition is not None:
            self._recognition.stream.cancel()
            if self._recognition.reader is not None:
                self._recognition.reader.cancel()
            self._recognition.fail(Unavailable("Nobody is being listened to."))
            self._recognition = None

    async def final(self, revision: int) -> asr_pb2.FinalTranscript:
        """The transcript of the whole turn so far.

        Raises:
            PennyError: The recogniser failed, or was too slow.
        """
        recognition = self._recognition
        if recognition is None:
            raise Unavailable("Nobody is being listened to.")
        if recognition.failure is not None:
            raise recognition.failure
        answer: asyncio.Future[asr_pb2.FinalTranscript] = asyncio.get_running_loop().create_future()
        recognition.finals[revision] = answer
        try:
            recognition.feed.flush()
            recognition.stream.send(asr_pb2.TranscribeRequest(finish=asr_pb2.AsrFinish(revision=revision)))
            async with asyncio.timeout(self._settings.asr_timeout_s):
                return await answer
        except TimeoutError:
            raise TooSlow(f"asr did not answer within {self._settings.asr_timeout_s} s.").within("asr") from None
        finally:
            answer.cancel()  # nobody waits for it any more
            recognition.release()

    async def run(self) -> None:
        """Watch for voice until cancelled; reconnects when the vad service is lost."""
        told = False
        while True:
            try:
                await self._watch()
            except PennyError:
                self._detection = None
                self._noticed.ended()
                if not told:
                    self._noticed.deaf()
                    told = True
                await asyncio.sleep(RECONNECT_S)

    async def _watch(self) -> None:
        detection = self._backends.detect()
        config = vad_pb2.VadConfig(sample_rate_hz=SAMPLE_RATE_HZ, pause_ms=self._settings.pause_ms)
        detection.send(vad_pb2.DetectRequest(config=config))
        self._detection = Feed(detection, VAD_WINDOW_SAMPLES, lambda audio: vad_pb2.DetectRequest(audio=audio))
        try:
            while (notice := await detection.receive()) is not None:
                self._notice(notice)
        finally:
            detection.cancel()
        raise Unavailable("vad closed its stream.")

    def _notice(self, notice: vad_pb2.DetectResponse) -> None:
        match notice.WhichOneof("body"):
            case "speech_started":
                self._voice_start, self._told = notice.speech_started.start_sample, False
                self._pre_roll_ms = self._settings.pre_roll_ms
                self._voiced(0, notice.speech_started.at_sample)
            case "speech_activity":
                self._voiced(notice.speech_activity.voiced_ms, notice.speech_activity.at_sample)
            case "speech_paused" if self._told:
                paused = notice.speech_paused
                self.pause = Pause(paused.end_sample)
                self._noticed.paused(self.pause, self._own_ms(paused.voiced_ms, paused.end_sample))
            case "silence_activity":
                silence = notice.silence_activity
                self._silent(silence.end_sample, silence.at_sample - silence.end_sample)
            case "end_of_turn":
                verdict = notice.end_of_turn
                if self.pause is not None and self.pause.end_sample == verdict.end_sample:
                    self.learn(sound=verdict.probability)

    def _voiced(self, voiced_ms: int, at_sample: int) -> None:
        """Tell of a voice, unless it is Penny's own."""
        start = self._voice_start
        began = self._echo.own_voice(start, at_sample) if self._settings.echo else start
        if began is None:
            return
        if began > start:
            self._voice_start, self._pre_roll_ms = began, ECHO_PRE_ROLL_MS
        if not self._told:
            self._begin()
        if voiced_ms:
            self._noticed.spoke(self._own_ms(voiced_ms, at_sample), self._voice_start)

    def _begin(self) -> None:
        """Somebody begins to speak, or goes on after a pause."""
        self._told = True
        if self.pause is not None:
            self._noticed.resumed(to_ms(self._voice_start - self.pause.end_sample))
        self.pause = None
        self._noticed.spoke(0, self._voice_start)

    def _own_ms(self, voiced_ms: int, until_sample: int) -> int:
        """Voiced time without the echo that the vad service took for the beginning of the voice."""
        return min(voiced_ms, max(0, round(to_ms(until_sample - self._voice_start))))

    def learn(self, **evidence: str | float) -> None:
        """Something more is known of the present pause: a field of Evidence by its name."""
        if self.pause is not None:
            self.pause.evidence = replace(self.pause.evidence, **evidence)  # type: ignore[arg-type]
            self._judge(self.pause)

    def _silent(self, end_sample: int, samples: int) -> None:
        if self.pause is not None and self.pause.end_sample == end_sample:
            self.pause.silent_samples = samples
            self._judge(self.pause)

    def _judge(self, pause: Pause) -> None:
        """Tell when a pause has lasted as long as the policy wants."""
        if to_ms(pause.silent_samples) >= self._policy.wait_ms(pause.evidence, self._rhythm.usual_pause_ms):
            self._noticed.ended()

    def _check_length(self) -> None:
        """Tell when the person has spoken for too long, or the vad service has not judged the audio for too long."""
        now = self._clock.now_sample
        if self._recognition is None or not self._recognition.listening:
            return
        unjudged = self.pause is not None and to_ms(now - self.pause.end_sample) > 2 * self._settings.max_silence_ms
        if unjudged or to_ms(now - self._turn_start) > self._settings.max_utterance_ms:
            self._noticed.ended()

    async def _read(self, recognition: _Recognition) -> None:
        """Pass on what the recogniser says, until its stream ends."""
        failure: PennyError = Unavailable("asr closed its stream.").within("asr")
        try:
            while (answer := await recognition.stream.receive()) is not None:
                if answer.WhichOneof("body") == "partial":
                    if not recognition.retired:  # otherwise they are of what was said before
                        self._noticed.transcript(answer.partial)
                elif (waiting := recognition.finals.get(answer.final.revision)) and not waiting.done():
                    waiting.set_result(answer.final)
        except PennyError as error:
            failure = error
        recognition.fail(failure)

    def _remember(self, chunk: audio_pb2.AudioChunk) -> None:
        """Keep what a turn that begins now would need: the pre-roll, and the voice that is not yet sure to be one."""
        self._recent.append(chunk)
        oldest = self._clock.now_sample - to_samples(self._settings.pre_roll_ms + VAD_LAG_MS)
        while self._recent[0].start_sample < oldest:
            self._recent.popleft()
