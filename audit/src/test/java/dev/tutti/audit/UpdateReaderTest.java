package dev.tutti.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.audit.UpdateReader.Upload;
import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/**
 * The auditor counts what the job counts, whatever else stands in the log: of the bytes for a place of an upload the first
 * that fit. Whoever may write to the topic could otherwise have it call honest rounds different.
 */
class UpdateReaderTest {
    private final LoggedCohort cohort = new LoggedCohort();
    private final MaskedUpdate update = cohort.update(cohort.device(), 1);
    private final MaskedUpdate other = cohort.update(cohort.device(), 2);
    private final Set<Upload> turnedAway = new HashSet<>();
    private final UpdateReader reader = new UpdateReader(cohort.announcement, cohort.trust, turnedAway::contains);
    private long number;

    @Test
    void aWholeUpdateCounts() {
        write(0, all());
        assertThat(reader.updates()).hasSize(1);
        assertThat(reader.updates().get(0).certain()).isTrue();
        assertThat(reader.updates().get(0).chunks()).containsExactlyElementsOf(update.chunks());
    }

    @Test
    void otherBytesBehindTheFirstChangeNothing() {
        write(0, pieces());
        write(0, List.of(otherChunk(0), otherShare(1)));
        write(0, List.of(cohort.header(update)));
        assertThat(reader.updates()).hasSize(1);
    }

    @Test
    void bytesThatDoNotFitTheirPlaceStandInNobodysWay() {
        UpdateChunk tooLong = UpdateChunk.newBuilder(cohort.chunk(update, 0))
                .setCiphertext(ByteBuffer.allocate(update.chunks().get(0).length + 1))
                .build();
        UpdateChunk wrongSlice =
                UpdateChunk.newBuilder(cohort.chunk(update, 0)).setSlice(1).build();
        ShareBlob tooShort = ShareBlob.newBuilder(cohort.share(update, 1))
                .setSealed(ByteBuffer.allocate(3))
                .build();
        write(0, List.of(tooLong, wrongSlice, tooShort));
        write(0, all());
        assertThat(reader.updates()).hasSize(1);
    }

    @Test
    void aPlaceThatNoUpdateHasChangesNothing() {
        for (int index : new int[] {-1, 9_999}) {
            write(
                    0,
                    List.of(
                            UpdateChunk.newBuilder(cohort.chunk(update, 0))
                                    .setChunkIndex(index)
                                    .build(),
                            ShareBlob.newBuilder(cohort.share(update, 1))
                                    .setMemberIndex(index)
                                    .build()));
        }
        write(0, all());
        assertThat(reader.updates()).hasSize(1);
    }

    @Test
    void fittingBytesThatCameFirstCountUntilTheirHeaderAndThenTheDeviceBeginsAgain() {
        write(0, List.of(otherChunk(0)));
        write(0, all());
        assertThat(reader.updates()).isEmpty();
        write(0, all());
        assertThat(reader.updates()).hasSize(1);
    }

    @Test
    void aHeaderNobodySignedTakesNoPiecesWithIt() {
        UpdateHeader unsigned = UpdateHeader.newBuilder(cohort.header(update))
                .setSignature(ByteBuffer.allocate(70))
                .build();
        write(0, pieces());
        write(0, List.of(unsigned, cohort.header(update)));
        assertThat(reader.updates()).hasSize(1);
    }

    @Test
    void anUploadIdThatABarredDeviceTookFromAnotherTurnsNobodyElseAway() {
        ByteBuffer upload = cohort.header(update).getUploadId();
        turnedAway.add(new Upload(cohort.header(other).getDeviceId(), upload));
        write(0, all());
        assertThat(reader.updates()).hasSize(1);
        turnedAway.add(new Upload(cohort.header(update).getDeviceId(), upload));
        UpdateReader again = new UpdateReader(cohort.announcement, cohort.trust, turnedAway::contains);
        write(0, all(), again);
        assertThat(again.updates()).isEmpty();
    }

    @Test
    void bytesInAnotherPartitionLeaveItToTheJobWhatCounts() {
        write(0, List.of(otherChunk(0)));
        write(1, all());
        assertThat(reader.updates()).hasSize(1);
        assertThat(reader.updates().get(0).certain()).isFalse();
    }

    @Test
    void anUploadScatteredOverPartitionsIsFoundAndLeftToTheJob() {
        List<SpecificRecord> pieces = pieces();
        write(0, List.of(cohort.header(update)));
        write(1, pieces.subList(0, 1));
        write(2, pieces.subList(1, pieces.size()));
        assertThat(reader.updates()).hasSize(1);
        assertThat(reader.updates().get(0).certain()).isFalse();
        assertThat(reader.updates().get(0).chunks()).containsExactlyElementsOf(update.chunks());
    }

    @Test
    void whatIsCompleteAfterTheCloseIsNoUpdate() {
        write(0, pieces());
        reader.read(cohort.header(update), LoggedCohort.CLOSES + 1, new LogPlace(0, number++));
        assertThat(reader.updates()).isEmpty();
    }

    private List<SpecificRecord> pieces() {
        List<SpecificRecord> pieces = new ArrayList<>();
        for (int c = 0; c < update.chunks().size(); c++) {
            pieces.add(cohort.chunk(update, c));
        }
        for (int m = 1; m <= update.sealedShares().size(); m++) {
            pieces.add(cohort.share(update, m));
        }
        return pieces;
    }

    private List<SpecificRecord> all() {
        List<SpecificRecord> all = pieces();
        all.add(cohort.header(update));
        return all;
    }

    /** Of the right size, and not what was signed for. */
    private UpdateChunk otherChunk(int index) {
        return UpdateChunk.newBuilder(cohort.chunk(update, index))
                .setCiphertext(cohort.chunk(other, index).getCiphertext())
                .build();
    }

    private ShareBlob otherShare(int member) {
        return ShareBlob.newBuilder(cohort.share(update, member))
                .setSealed(cohort.share(other, member).getSealed())
                .build();
    }

    private void write(int partition, List<? extends SpecificRecord> records) {
        write(partition, records, reader);
    }

    private void write(int partition, List<? extends SpecificRecord> records, UpdateReader to) {
        for (SpecificRecord each : records) {
            LogPlace at = new LogPlace(partition, number++);
            if (each instanceof UpdateChunk chunk) {
                to.read(chunk, at);
            } else if (each instanceof ShareBlob share) {
                to.read(share, at);
            } else if (each instanceof UpdateHeader header) {
                to.read(header, LoggedCohort.OPENS + number, at);
            }
        }
    }
}
