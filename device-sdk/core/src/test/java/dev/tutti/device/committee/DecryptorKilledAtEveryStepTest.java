package dev.tutti.device.committee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.fixture.Lifetime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A decryptor is killed at every single step from its check-in to its reply, and started again each time (docs/protocol.md,
 * "The quorum certificate", "Decryptor, before it votes"). A process that starts anew has no keys: it says so, or nothing.
 */
final class DecryptorKilledAtEveryStepTest {
    private final Supplier<SecureRandom> fresh = SecureRandom::new;

    @TempDir
    private Path directory;

    @Test
    void wheneverADecryptorIsKilledItVotesForOneRootAndRepliesOnceWithKeysThatAreGone() throws IOException {
        boolean wasKilled = true;
        Set<String> steps = new HashSet<>();
        for (int step = 1; wasKilled; step++) {
            DecryptorSeat seat = new DecryptorSeat(Files.createDirectory(directory.resolve("step " + step)));
            Lifetime first = Lifetime.until(step);
            seat.serve(first, fresh.get());
            wasKilled = first.isOver();
            steps.addAll(first.steps());
            int votes = seat.roots().size();
            int replies = seat.replies();
            assertThat(replies).as("killed at step %s", step).isLessThanOrEqualTo(1);
            assertThat(wasKilled || replies == 1).as("step %s", step).isTrue();

            seat.restart(fresh.get());

            assertThat(seat.roots()).as("killed at step %s", step).hasSize(votes);
            assertThat(seat.replies()).as("killed at step %s", step).isEqualTo(replies);
            assertThat(seat.refusals()).as("killed at step %s", step).isSubsetOf("KEYS_GONE");
            assertThat(seat.unlogged()).as("killed at step %s", step).isEmpty();
        }
        assertThat(steps)
                .contains(
                        "before Enclave.sign",
                        "after Enclave.sign",
                        "before Clock.instant",
                        "before Transport.send",
                        "after Transport.send");
    }

    @Test
    void askedAgainAtEveryStepOfItsLifeItStillVotesForOneRootAndRepliesOnce() {
        DecryptorSeat seat = new DecryptorSeat(directory);
        Lifetime life = Lifetime.endless().atEachStep(seat::askForEverything);

        seat.serve(life, fresh.get());

        assertThat(seat.roots()).hasSize(1);
        assertThat(seat.replies()).isEqualTo(1);
        assertThat(seat.refusals()).isSubsetOf("ALREADY_VOTED", "KEYS_GONE");
    }

    @Test
    void withKeysThatOutliveACrashBothRootsAreOpenedAndTheVictimIsTheDifference() {
        DecryptorSeat seat = new DecryptorSeat(directory);

        assertThat(seat.openBoth(() -> new SameKeys(1))).hasValue(seat.victimsUpdate());
    }

    @Test
    void withKeysInMemoryOnlyTheSecondRootIsNeverCertified() {
        DecryptorSeat seat = new DecryptorSeat(directory);

        assertThat(seat.openBoth(fresh)).isEmpty();
        assertThat(seat.roots()).hasSize(1);
        assertThat(seat.refusals()).containsExactly("KEYS_GONE");
    }
}
