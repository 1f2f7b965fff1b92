package dev.tutti.connectors.kafka;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** One encoded record of each kind, the same ones each time. */
public final class RecordSeeds {
    private RecordSeeds() {}

    /** The records' bytes. */
    public static List<byte[]> all() {
        RandomRecords records = new RandomRecords(new Random(1));
        return RecordCodec.recordClasses().stream()
                .flatMap(type -> Stream.generate(() -> records.of(type)).limit(2))
                .map(RecordCodec::encode)
                .toList();
    }
}
