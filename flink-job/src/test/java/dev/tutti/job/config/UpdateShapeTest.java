package dev.tutti.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.update.MemberSignature;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UpdateShapeTest {
    @Test
    void moreContributorsThanAReportCanNameAreRefusedWithTheNumbers() {
        assertThat(shape(UpdateShape.MAX_CONTRIBUTORS).maxContributors()).isEqualTo(23_130);
        assertThatThrownBy(() -> shape(UpdateShape.MAX_CONTRIBUTORS + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxContributors <= 23130")
                .hasMessageContaining("1048576 bytes")
                .hasMessageContaining("23131");
    }

    /** Everybody barred, all members' signatures, three thousand slices. */
    @Test
    void theReportOfTheLargestCohortFitsARecord() {
        assertThat(RecordCodec.encode(report(UpdateShape.MAX_CONTRIBUTORS)).length)
                .isLessThan(RecordCodec.MAX_RECORD_BYTES);
        assertThatThrownBy(() -> RecordCodec.encode(report(2 * UpdateShape.MAX_CONTRIBUTORS)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static RoundReport report(int contributors) {
        ByteBuffer device = ByteBuffer.allocate(16);
        ByteBuffer digest = ByteBuffer.allocate(32);
        List<MemberSignature> signatures = IntStream.rangeClosed(1, 128)
                .mapToObj(member -> new MemberSignature(member, digest, ByteBuffer.allocate(64)))
                .toList();
        return RoundReport.newBuilder()
                .setPopulation("p".repeat(128))
                .setTask("t".repeat(128))
                .setRound(Long.MAX_VALUE)
                .setAttempt(1)
                .setSubCohort(0)
                .setAnnouncementHash(digest)
                .setStatus(RoundStatus.COMPLETED)
                .setAnnouncedAtMillis(Long.MAX_VALUE)
                .setUploaded(contributors)
                .setVerified(contributors)
                .setSealed(contributors)
                .setLate(0)
                .setRejected(Map.of("DUPLICATE", 1))
                .setCommittee(128)
                .setVotes(128)
                .setRefusals(Map.of())
                .setReplies(128)
                .setContributors(Collections.nCopies(contributors, device))
                .setBarred(Collections.nCopies(contributors + 2048, device))
                .setMemberSignatures(signatures)
                .setSliceSumDigests(Collections.nCopies(3_000, digest))
                .build();
    }

    private static UpdateShape shape(int maxContributors) {
        return new UpdateShape(1000, 8, 1f, 0.5f, "UNIFORM", 1, false, 1, 1, 4, maxContributors, 2, 8, 1);
    }
}
