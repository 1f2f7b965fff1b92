package dev.tutti.job.update;

import dev.tutti.connectors.kafka.MalformedRecordException;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.flink.LogRecord;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.schemas.round.LogTick;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.MerkleTree;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Reads the updates log into records for the doors. Decides nothing but whether a record is one of ours. */
public final class UpdateRouter extends ProcessFunction<LogRecord, UploadEvidence> {
    private static final long serialVersionUID = 1L;

    /** Records nothing can be made of. */
    public static final OutputTag<RefusedUpdate> GARBAGE =
            new OutputTag<>("garbage", TypeInformation.of(RefusedUpdate.class));

    private static final int ID_BYTES = 16;
    private static final int HASH_BYTES = 32;

    @Override
    public void processElement(LogRecord log, Context ctx, Collector<UploadEvidence> evidence) {
        SpecificRecord read;
        try {
            read = RecordCodec.decode(log.value());
        } catch (MalformedRecordException e) {
            ctx.output(GARBAGE, garbage(log, String.valueOf(e.getMessage())));
            return;
        }
        if (read instanceof LogTick) {
            return;
        }
        if (read instanceof UpdateChunk chunk) {
            chunk(chunk, log, ctx, evidence);
        } else if (read instanceof ShareBlob share) {
            share(share, log, ctx, evidence);
        } else if (read instanceof UpdateHeader header) {
            header(header, log, ctx, evidence);
        } else {
            ctx.output(
                    GARBAGE,
                    garbage(
                            log,
                            "expected a chunk, share or header, found "
                                    + read.getSchema().getName()));
        }
    }

    private static void chunk(UpdateChunk chunk, LogRecord log, Context ctx, Collector<UploadEvidence> evidence) {
        Ids ids = Ids.of(chunk.getAnnouncementHash(), chunk.getDeviceId(), chunk.getUploadId());
        if (ids == null) {
            ctx.output(GARBAGE, garbage(log, "chunk with ids of a wrong length"));
            return;
        }
        byte[] bytes = bytes(chunk.getCiphertext());
        evidence.collect(new UploadEvidence(
                UploadEvidence.Kind.CHUNK,
                ids.cohort,
                ids.device,
                ids.upload,
                chunk.getChunkIndex(),
                chunk.getSlice(),
                bytes,
                Digest.sha256(bytes).bytes(),
                null,
                null,
                null,
                log.partition(),
                log.offset(),
                log.logTimeMillis()));
    }

    private static void share(ShareBlob share, LogRecord log, Context ctx, Collector<UploadEvidence> evidence) {
        Ids ids = Ids.of(share.getAnnouncementHash(), share.getDeviceId(), share.getUploadId());
        if (ids == null) {
            ctx.output(GARBAGE, garbage(log, "share with ids of a wrong length"));
            return;
        }
        byte[] sealed = bytes(share.getSealed());
        evidence.collect(new UploadEvidence(
                UploadEvidence.Kind.SHARE,
                ids.cohort,
                ids.device,
                ids.upload,
                share.getMemberIndex(),
                0,
                sealed,
                MerkleTree.leafHash(sealed).bytes(),
                null,
                null,
                null,
                log.partition(),
                log.offset(),
                log.logTimeMillis()));
    }

    private static void header(UpdateHeader header, LogRecord log, Context ctx, Collector<UploadEvidence> evidence) {
        Ids ids = Ids.of(header.getAnnouncementHash(), header.getDeviceId(), header.getUploadId());
        if (ids == null) {
            ctx.output(GARBAGE, garbage(log, "header with ids of a wrong length"));
            return;
        }
        evidence.collect(new UploadEvidence(
                UploadEvidence.Kind.HEADER,
                ids.cohort,
                ids.device,
                ids.upload,
                0,
                0,
                null,
                null,
                bytes(header.getStatement()),
                bytes(header.getSignature()),
                bytes(header.getCredential()),
                log.partition(),
                log.offset(),
                log.logTimeMillis()));
    }

    private static RefusedUpdate garbage(LogRecord log, String detail) {
        return new RefusedUpdate(
                "",
                null,
                null,
                RejectReason.MALFORMED.name(),
                detail,
                log.partition(),
                log.offset(),
                log.logTimeMillis());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }

    /** The three ids every record of an upload carries, as the job's hex keys. */
    private record Ids(String cohort, String device, String upload) {
        static @Nullable Ids of(ByteBuffer cohort, ByteBuffer device, ByteBuffer upload) {
            if (cohort.remaining() != HASH_BYTES || device.remaining() != ID_BYTES || upload.remaining() != ID_BYTES) {
                return null;
            }
            HexFormat hex = HexFormat.of();
            return new Ids(hex.formatHex(bytes(cohort)), hex.formatHex(bytes(device)), hex.formatHex(bytes(upload)));
        }
    }
}
