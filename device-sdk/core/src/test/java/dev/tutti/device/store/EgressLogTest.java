package dev.tutti.device.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What left the device, for a person to read. */
final class EgressLogTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    private Path directory;

    private EgressLog log;

    @BeforeEach
    void openLog() {
        log = new EgressLog(directory.resolve("egress.log"));
    }

    @Test
    void nothingLeftAtFirst() {
        assertThat(log.entries()).isEmpty();
    }

    @Test
    void anUpdateIsShownWithItsLatestReceipt() {
        log.leaving(update("aa"));
        log.leaving(update("bb"));
        log.receipt(AT, "p/t/1.1.0", "aa", "ACCEPTED UNPROVEN MALFORMED");
        log.receipt(AT, "p/t/1.1.0", "aa", "ACCEPTED");

        assertThat(log.entries())
                .extracting(EgressEntry::receipt)
                .containsExactly(Optional.of("ACCEPTED"), Optional.empty());
        assertThat(log.entries().get(1)).isEqualTo(update("bb"));
    }

    @Test
    void aCheckInBelongsToNoAnnouncement() {
        EgressEntry checkIn =
                new EgressEntry(AT, EgressKind.CHECK_IN, "p", Optional.empty(), 150, "cc", Optional.empty());
        log.leaving(checkIn);

        assertThat(log.entries()).containsExactly(checkIn);
    }

    @Test
    void aLineCutShortByACrashLeavesTheOthersStanding() throws IOException {
        log.leaving(update("aa"));
        Files.writeString(directory.resolve("egress.log"), "\n2026-11-22T10:00", StandardOpenOption.APPEND);
        log.leaving(update("bb"));

        assertThat(log.entries()).containsExactly(update("aa"), update("bb"));
    }

    @Test
    void aReasonFromOutsideCannotForgeALine() {
        log.leaving(update("aa"));
        log.receipt(AT, "p/t/1.1.0", "aa", "REJECTED x\n" + AT + "\tUPDATE\tp/t/2.1.0\tbb\t1\tdd");

        assertThat(log.entries()).hasSize(1);
    }

    private static EgressEntry update(String announcement) {
        return new EgressEntry(
                AT, EgressKind.UPDATE, "p/t/1.1.0", Optional.of(announcement), 40_000, "dd", Optional.empty());
    }
}
