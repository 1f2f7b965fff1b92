package dev.tutti.device.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.RoundStatus;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** What a device that joins later hears of a round with many sub-cohorts. */
final class SwitchboardTest {
    private static final int SUB_COHORTS = 1024;

    private final Switchboard switchboard = new Switchboard();

    SwitchboardTest() {
        switchboard.goLive();
    }

    @Test
    void aDeviceThatJoinsLaterHearsEverySubCohortBecauseAnyMayBeTheOneItDraws() {
        for (int subCohort = 0; subCohort < SUB_COHORTS; subCohort++) {
            switchboard.dispatch(announcement(1, subCohort, 20));
        }
        assertThat(joinLater()).hasSize(SUB_COHORTS);
    }

    @Test
    void endsOfARoundThatAreReadFirstKeepItsAnnouncementsFromWhoJoinsLater() {
        for (int subCohort = 0; subCohort < SUB_COHORTS; subCohort++) {
            switchboard.dispatch(end(1, subCohort));
        }
        for (int subCohort = 0; subCohort < SUB_COHORTS; subCohort++) {
            switchboard.dispatch(announcement(1, subCohort, 20));
        }
        assertThat(joinLater()).isEmpty();
    }

    @Test
    void onlyTheNewestAnnouncementsAreRememberedHoweverManyThereAre() {
        for (int round = 1; round <= 3 * OpenAnnouncements.MAX_ANNOUNCEMENTS; round++) {
            switchboard.dispatch(announcement(round, 0, 20));
        }
        assertThat(joinLater())
                .hasSize(OpenAnnouncements.MAX_ANNOUNCEMENTS)
                .last()
                .isEqualTo(announcement(3 * OpenAnnouncements.MAX_ANNOUNCEMENTS, 0, 20));
    }

    @Test
    void largeAnnouncementsAreRememberedUpToABoundInBytes() {
        OpenAnnouncements open = new OpenAnnouncements();
        int size = 1 << 20;
        for (int round = 1; round <= 200; round++) {
            open.add(announcement(round, 0, size));
            open.add(announcement(round, 0, size));
            assertThat((long) open.count() * size).isLessThanOrEqualTo(OpenAnnouncements.MAX_BYTES);
        }
        assertThat((long) open.count() * size).isEqualTo(OpenAnnouncements.MAX_BYTES);
        for (int round = 1; round <= 200; round++) {
            open.remove(hash(round, 0));
        }
        assertThat(open.count()).isZero();
        open.add(announcement(1, 0, (int) OpenAnnouncements.MAX_BYTES + 1));
        assertThat(open.count()).isZero();
    }

    private List<SpecificRecord> joinLater() {
        RecordingInbox inbox = new RecordingInbox();
        switchboard.join(ByteBuffer.wrap(new byte[16]), inbox);
        return inbox.received;
    }

    private static RoundAnnouncement announcement(long round, int subCohort, int bytes) {
        return RoundAnnouncement.newBuilder()
                .setPopulation("p")
                .setTask("t")
                .setRound(round)
                .setAttempt(1)
                .setSubCohort(subCohort)
                .setSubCohorts(SUB_COHORTS)
                .setAnnouncementHash(hash(round, subCohort))
                .setAnnouncement(ByteBuffer.wrap(new byte[bytes]))
                .setOperatorSignature(ByteBuffer.wrap(new byte[64]))
                .build();
    }

    private static RoundOutcome end(long round, int subCohort) {
        return RoundOutcome.newBuilder()
                .setPopulation("p")
                .setTask("t")
                .setRound(round)
                .setAttempt(1)
                .setSubCohort(subCohort)
                .setAnnouncementHash(hash(round, subCohort))
                .setStatus(RoundStatus.SEALED)
                .build();
    }

    private static ByteBuffer hash(long round, int subCohort) {
        return ByteBuffer.allocate(32).putLong(0, round).putInt(8, subCohort);
    }
}
