package dev.tutti.secagg.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.update.MaskedUpdate;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * One-time keys are gone from memory when their one use is over: the sealing key with the vote, both with the reply. The
 * generator here keeps the arrays that keys are drawn into.
 */
final class ErasedKeysTest {
    private static final class Watching extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final transient List<byte[]> drawn = new ArrayList<>();

        @Override
        public void nextBytes(byte[] bytes) {
            super.nextBytes(bytes);
            if (drawn != null) {
                drawn.add(bytes);
            }
        }

        /** How many of the arrays that keys were drawn into are not all zeros. */
        private long alive() {
            return drawn.stream().filter(ErasedKeysTest::isAlive).count();
        }
    }

    private static boolean isAlive(byte[] bytes) {
        for (byte each : bytes) {
            if (each != 0) {
                return true;
            }
        }
        return false;
    }

    @Test
    void theSealingKeyGoesWithTheVoteAndTheVotingKeyWithTheReply() {
        Population population = new Population(12);
        Watching watching = new Watching();
        Round round = new Round(
                population, Terms.of(8, 1), seat -> new CommitteeMember(seat == 1 ? watching : population.random()));
        assertThat(watching.alive()).isEqualTo(2);
        List<MaskedUpdate> updates = Round.sorted(round.contributions(4, new Random(1)));
        QuorumCertificate certificate = round.certify(updates);
        assertThat(watching.alive()).isEqualTo(1);
        assertThat(round.member(1).open(certificate)).isInstanceOf(OpenDecision.Opened.class);
        assertThat(watching.alive()).isZero();
    }
}
