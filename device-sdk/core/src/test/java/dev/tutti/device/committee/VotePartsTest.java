package dev.tutti.device.committee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.device.transport.Fields;
import dev.tutti.schemas.round.CohortContributor;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests with parts missing, repeated, out of range, inconsistent or too large: what is kept is bounded. */
final class VotePartsTest {
    private static final int MAX_CONTRIBUTORS = 16;
    private static final Digest ROOT = Digest.sha256(new byte[1]);

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0, -1",
        "-1, 2",
        "2, 2",
        "0, 4097",
        "2147483646, 2147483647",
        "-2147483648, 1",
        "0, -2147483648"
    })
    void numbersOutOfRangeAreNoPartOfAnything(int part, int parts) {
        assertThat(VoteParts.like(request(ROOT, part, parts, 1, 10), MAX_CONTRIBUTORS))
                .isEmpty();
    }

    @Test
    void aRootThatIsNoneIsNoPartOfAnything() {
        VoteRequest request = request(ROOT, 0, 1, 1, 10);
        request.setCohortRoot(Fields.of(new byte[31]));
        assertThat(VoteParts.like(request, MAX_CONTRIBUTORS)).isEmpty();
    }

    @Test
    void aPartOfAnotherTotalOrRootDoesNotBelong() {
        VoteParts parts = parts(request(ROOT, 0, 3, 1, 10));
        assertThat(parts.accepts(request(ROOT, 0, 3, 1, 10))).isTrue();
        assertThat(parts.accepts(request(ROOT, 0, 4, 1, 10))).isFalse();
        assertThat(parts.accepts(request(Digest.zero(), 0, 3, 1, 10))).isFalse();
    }

    @Test
    void aMissingPartIsWaitedForHoweverOftenTheOthersCome() {
        VoteParts parts = parts(request(ROOT, 0, 3, 1, 10));
        for (int i = 0; i < 10_000; i++) {
            assertThat(parts.add(request(ROOT, i % 2, 3, 1, 1000))).isFalse();
        }
        assertThat(parts.bytes()).isEqualTo(2000);
        assertThat(parts.add(request(ROOT, 2, 3, 1, 1000))).isTrue();
    }

    @Test
    void moreContributorsThanARoundCanHaveAreNotKeptAndAreAnsweredOnce() {
        VoteParts parts = parts(request(ROOT, 0, 4096, 1, 10));
        int answers = 0;
        for (int part = 0; part < 4096; part++) {
            answers += parts.add(request(ROOT, part, 4096, 1, 10)) ? 1 : 0;
            assertThat(parts.bytes()).isLessThanOrEqualTo(10 * 2 * MAX_CONTRIBUTORS);
        }
        assertThat(answers).isEqualTo(1);
        assertThatThrownBy(parts::evidence).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void contributorsOfAnySizeDoNotFillTheMemory() {
        VoteParts parts = parts(request(ROOT, 0, 4096, 1, 10));
        VoteRequest large = request(ROOT, 0, 4096, 1, 4 << 20);
        int answers = 0;
        for (int part = 0; part < 2 * MAX_CONTRIBUTORS; part++) {
            large.setPart(part);
            answers += parts.add(large) ? 1 : 0;
            assertThat(parts.bytes()).isLessThanOrEqualTo(VoteParts.MAX_BYTES);
        }
        assertThat(answers).isEqualTo(1);
        assertThat(parts.bytes()).isZero();
    }

    private static VoteParts parts(VoteRequest like) {
        return VoteParts.like(like, MAX_CONTRIBUTORS).orElseThrow();
    }

    private static VoteRequest request(Digest root, int part, int parts, int contributors, int bytes) {
        CohortContributor contributor = CohortContributor.newBuilder()
                .setStatement(Fields.of(new byte[bytes]))
                .setSignature(Fields.of(new byte[0]))
                .setCredential(Fields.of(new byte[0]))
                .setSealedShare(Fields.of(new byte[0]))
                .setShareProof(List.of())
                .build();
        return VoteRequest.newBuilder()
                .setAnnouncementHash(Fields.of(new byte[32]))
                .setMemberIndex(1)
                .setDeviceId(Fields.of(new byte[16]))
                .setCohortRoot(Fields.of(root.bytes()))
                .setPart(part)
                .setParts(parts)
                .setContributors(Collections.nCopies(contributors, contributor))
                .build();
    }
}
