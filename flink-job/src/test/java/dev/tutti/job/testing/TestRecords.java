package dev.tutti.job.testing;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.job.update.UploadEvidence;
import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;

/** Records of an upload as a device writes them to the log. */
public final class TestRecords {
    private TestRecords() {}

    /** Encoded records, in order. */
    public static List<byte[]> of(List<UploadEvidence> upload) {
        return upload.stream().map(TestRecords::of).toList();
    }

    /** One encoded record. */
    public static byte[] of(UploadEvidence piece) {
        SpecificRecord record = switch (piece.kind()) {
            case CHUNK ->
                UpdateChunk.newBuilder()
                        .setAnnouncementHash(hex(piece.cohort()))
                        .setDeviceId(hex(piece.device()))
                        .setUploadId(hex(piece.upload()))
                        .setChunkIndex(piece.index())
                        .setSlice(piece.slice())
                        .setCiphertext(bytes(piece.bytes()))
                        .build();
            case SHARE ->
                ShareBlob.newBuilder()
                        .setAnnouncementHash(hex(piece.cohort()))
                        .setDeviceId(hex(piece.device()))
                        .setUploadId(hex(piece.upload()))
                        .setMemberIndex(piece.index())
                        .setSealed(bytes(piece.bytes()))
                        .build();
            case HEADER ->
                UpdateHeader.newBuilder()
                        .setAnnouncementHash(hex(piece.cohort()))
                        .setDeviceId(hex(piece.device()))
                        .setUploadId(hex(piece.upload()))
                        .setStatement(bytes(piece.statement()))
                        .setSignature(bytes(piece.signature()))
                        .setCredential(bytes(piece.credential()))
                        .build();
        };
        return RecordCodec.encode(record);
    }

    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static ByteBuffer bytes(byte[] bytes) {
        return ByteBuffer.wrap(Objects.requireNonNull(bytes));
    }
}
