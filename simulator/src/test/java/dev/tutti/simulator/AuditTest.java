package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.audit.AuditedRound;
import dev.tutti.audit.ModelFiles;
import dev.tutti.audit.RoundAudit;
import dev.tutti.audit.ServerRule;
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
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.OperatorKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An auditor finds a round identical when it is, and finds the first difference when anything of it is changed. */
class AuditTest {
    private static final DemoOptions TWO_ROUNDS = new DemoOptions("fitness", 9, 2, 0, 8, 0, null, 2, null, true);

    @Test
    void anAuditorFindsWhateverWasChanged() throws Exception {
        try (Simulation road = Simulation.start(TWO_ROUNDS, Silence.progress())) {
            road.next(() -> {});
            RoundReport second = road.next(() -> {}).report();
            RoundAudit audit = audit(road, road.credentials(), road::artifact, ServerRule.FED_AVG);

            assertThat(audit.rounds()).hasSize(2).allMatch(AuditedRound::isIdentical);

            RoundReport otherRoot = RoundReport.newBuilder(second)
                    .setCohortRoot(changed(second.getCohortRoot()))
                    .build();
            assertDifference(audit.audit(otherRoot), "is not the one of 9 that the log decides");
            RoundReport neverSealed =
                    RoundReport.newBuilder(second).setCohortRoot(null).build();
            assertDifference(audit.audit(neverSealed), "it never sealed; the log has a cohort of 9");
            List<ByteBuffer> sums = new ArrayList<>(second.getSliceSumDigests());
            sums.set(1, changed(sums.get(1)));
            RoundReport otherSum =
                    RoundReport.newBuilder(second).setSliceSumDigests(sums).build();
            assertDifference(audit.audit(otherSum), "its sums are not those of its cohort");
            RoundReport otherModel = RoundReport.newBuilder(second)
                    .setModelDigest(changed(second.getCohortRoot()))
                    .build();
            assertDifference(audit.audit(otherModel), "version 2 is not linked");
            RoundReport elsewhere = RoundReport.newBuilder(second)
                    .setAnnouncementHash(changed(second.getAnnouncementHash()))
                    .build();
            assertDifference(audit.audit(elsewhere), "it was reported and never announced");

            ModelFiles tampered = path -> {
                byte[] bytes = road.artifact(path);
                bytes[0] ^= path.contains("/1/") ? 1 : 0;
                return bytes;
            };
            assertDifference(
                    audit(road, road.credentials(), tampered, ServerRule.FED_AVG)
                            .audit(second),
                    "slice 0 of version 2 is not what its sum makes");
            ServerRule lazy = (weights, mean) -> weights;
            assertDifference(
                    audit(road, road.credentials(), road::artifact, lazy).audit(second), "is not what its sum makes");
            CredentialTrust others = CredentialTrust.forDevelopment(
                    new CredentialIssuer(OperatorKey.generate(new SecureRandom())).publicKey());
            assertDifference(
                    audit(road, others, road::artifact, ServerRule.FED_AVG).audit(second),
                    "is not the one of 0 that the log decides");
        }
    }

    /** Devices write more than their updates; the job and its auditor count the same of it. */
    @Test
    void whatElseDevicesWriteMakesNoHonestRoundDifferent() throws Exception {
        Circumstances meddlers = Circumstances.AS_ASKED.withNetwork(Meddling::new);
        try (Simulation road = Simulation.start(TWO_ROUNDS, Silence.progress(), meddlers)) {
            for (int round = 1; round <= 2; round++) {
                assertThat(road.next(() -> {}).report().getSealed()).isEqualTo(9);
            }
            assertThat(road.audit()).hasSize(2).allMatch(AuditedRound::isIdentical);
        }
    }

    /** Bytes that do not fit before each piece, others that do behind it, and pieces for places that there are not. */
    private static final class Meddling implements Transport {
        private final Transport real;

        Meddling(Transport real) {
            this.real = real;
        }

        @Override
        public void open(DeviceInbox inbox) {
            real.open(inbox);
        }

        @Override
        public void send(UpdateChunk chunk) throws TransportException {
            real.send(UpdateChunk.newBuilder(chunk)
                    .setCiphertext(ByteBuffer.allocate(5))
                    .build());
            real.send(
                    UpdateChunk.newBuilder(chunk).setSlice(chunk.getSlice() + 1).build());
            real.send(chunk);
            real.send(UpdateChunk.newBuilder(chunk)
                    .setCiphertext(ByteBuffer.allocate(chunk.getCiphertext().remaining()))
                    .build());
            real.send(UpdateChunk.newBuilder(chunk).setChunkIndex(9_999).build());
        }

        @Override
        public void send(ShareBlob share) throws TransportException {
            real.send(ShareBlob.newBuilder(share)
                    .setSealed(ByteBuffer.allocate(5))
                    .build());
            real.send(share);
            real.send(ShareBlob.newBuilder(share)
                    .setSealed(ByteBuffer.allocate(share.getSealed().remaining()))
                    .build());
            real.send(ShareBlob.newBuilder(share).setMemberIndex(9_999).build());
        }

        @Override
        public void send(UpdateHeader header) throws TransportException {
            real.send(UpdateHeader.newBuilder(header)
                    .setSignature(ByteBuffer.allocate(70))
                    .build());
            real.send(header);
        }

        @Override
        public void send(CheckIn checkIn) throws TransportException {
            real.send(checkIn);
        }

        @Override
        public void send(CohortVote vote) throws TransportException {
            real.send(vote);
        }

        @Override
        public void send(UnmaskReply reply) throws TransportException {
            real.send(reply);
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
    }

    private static RoundAudit audit(Simulation road, CredentialTrust trust, ModelFiles files, ServerRule rule) {
        return RoundAudit.of(road.committedLog(), trust, files, rule);
    }

    private static void assertDifference(AuditedRound round, String difference) {
        assertThat(round.difference())
                .hasValueSatisfying(found -> assertThat(found).contains(difference));
    }

    private static ByteBuffer changed(ByteBuffer digest) {
        byte[] bytes = new byte[digest.remaining()];
        digest.duplicate().get(bytes);
        bytes[5] ^= 1;
        return ByteBuffer.wrap(bytes);
    }
}
