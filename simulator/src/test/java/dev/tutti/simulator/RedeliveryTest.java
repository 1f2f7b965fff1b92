package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.audit.AuditedRound;
import dev.tutti.device.transport.DeviceInbox;
import dev.tutti.device.transport.Transport;
import dev.tutti.device.transport.TransportException;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.simulator.check.ExactCheck;
import dev.tutti.simulator.check.SealedRound;
import dev.tutti.simulator.cluster.ObservedRound;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Everything a device says arrives twice, its pieces in any order: each device still counts once. */
class RedeliveryTest {
    private static final DemoOptions TWO_ROUNDS = new DemoOptions("fitness", 9, 2, 0, 8, 0, null, 9, null, true);

    @Test
    void whatArrivesTwiceAndOutOfOrderCountsOnce() throws Exception {
        Circumstances stutter = Circumstances.AS_ASKED.withNetwork(Stuttering::new);
        try (Simulation road = Simulation.start(TWO_ROUNDS, Silence.progress(), stutter)) {
            for (int round = 1; round <= 2; round++) {
                ObservedRound observed = road.next(() -> {});
                RoundReport report = observed.report();
                assertThat(report.getSealed()).isEqualTo(9);
                assertThat(report.getVerified()).isEqualTo(9);
                assertThat(report.getRejected()).isEmpty();
                SealedRound sealed = SealedRound.of(
                        observed.announcement(), report, road.fleet().updatesOf(report));
                assertThat(new ExactCheck(road.artifacts()).difference(sealed, observed.aggregates()))
                        .isEmpty();
            }
            assertThat(road.audit()).hasSize(2).allMatch(AuditedRound::isIdentical);
        }
    }

    private interface Sending {
        void send() throws TransportException;
    }

    /** Keeps the pieces of an update back until its header, then sends all of them twice, shuffled, then the header twice. */
    private static final class Stuttering implements Transport {
        private final Transport real;
        private final Random order = new Random(11);
        private final List<Sending> pieces = new ArrayList<>();

        Stuttering(Transport real) {
            this.real = real;
        }

        @Override
        public void open(DeviceInbox inbox) {
            real.open(inbox);
        }

        @Override
        public void send(CheckIn checkIn) throws TransportException {
            twice(() -> real.send(checkIn));
        }

        @Override
        public synchronized void send(UpdateChunk chunk) {
            pieces.add(() -> real.send(chunk));
            pieces.add(() -> real.send(chunk));
        }

        @Override
        public synchronized void send(ShareBlob share) {
            pieces.add(() -> real.send(share));
            pieces.add(() -> real.send(share));
        }

        @Override
        public synchronized void send(UpdateHeader header) throws TransportException {
            Collections.shuffle(pieces, order);
            for (Sending piece : pieces) {
                piece.send();
            }
            pieces.clear();
            twice(() -> real.send(header));
        }

        @Override
        public void send(CohortVote vote) throws TransportException {
            twice(() -> real.send(vote));
        }

        @Override
        public void send(UnmaskReply reply) throws TransportException {
            twice(() -> real.send(reply));
        }

        @Override
        public void flush() throws TransportException {
            real.flush();
        }

        @Override
        public byte[] fetch(String path, int maxBytes) throws TransportException {
            return real.fetch(path, maxBytes);
        }

        @Override
        public void close() {
            real.close();
        }

        private static void twice(Sending sending) throws TransportException {
            sending.send();
            sending.send();
        }
    }
}
