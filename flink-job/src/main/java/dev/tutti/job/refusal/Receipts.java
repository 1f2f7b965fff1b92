package dev.tutti.job.refusal;

import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.schemas.update.ReceiptResult;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.schemas.update.RejectedUpdate;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What a device, and the rejects topic, hear of an update that was turned away. */
public final class Receipts {
    private static final int DETAIL_LIMIT = 200;

    private Receipts() {}

    /** Tells the device: not counted, for this reason. */
    public static Said rejected(
            Topics topics, String cohort, String device, String upload, RejectReason reason, String detail) {
        Receipt receipt = Receipt.newBuilder()
                .setAnnouncementHash(bytes(cohort))
                .setDeviceId(bytes(device))
                .setUploadId(bytes(upload))
                .setResult(ReceiptResult.REJECTED)
                .setReason(reason)
                .setDetail(shortened(detail))
                .build();
        return Said.of(topics.receipts(), HexFormat.of().parseHex(device), receipt);
    }

    /** Tells the world: a record was refused, for this reason. */
    public static Said reject(
            Topics topics,
            @Nullable String cohort,
            @Nullable String device,
            @Nullable String upload,
            RejectReason reason,
            String detail,
            int partition,
            long offset,
            long logTime) {
        RejectedUpdate rejected = RejectedUpdate.newBuilder()
                .setReason(reason)
                .setDetail(shortened(detail))
                .setAnnouncementHash(cohort == null || cohort.isEmpty() ? null : bytes(cohort))
                .setDeviceId(device == null ? null : bytes(device))
                .setUploadId(upload == null ? null : bytes(upload))
                .setPartition(partition)
                .setOffset(offset)
                .setLogTimeMillis(logTime)
                .build();
        byte[] key = device == null ? new byte[0] : HexFormat.of().parseHex(device);
        return Said.of(topics.rejects(), key, rejected);
    }

    /** Tells the world of a refused update. */
    public static Said reject(Topics topics, RefusedUpdate refused) {
        return reject(
                topics,
                refused.cohort(),
                refused.device(),
                refused.upload(),
                RejectReason.valueOf(refused.reason()),
                refused.detail(),
                refused.partition(),
                refused.offset(),
                refused.logTime());
    }

    private static String shortened(String detail) {
        return detail.length() <= DETAIL_LIMIT ? detail : detail.substring(0, DETAIL_LIMIT);
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
