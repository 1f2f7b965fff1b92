package dev.tutti.audit;

import java.util.HashMap;
import java.util.Map;

/**
 * The time of a record of a topic, on the clock of its partition: what the broker stamped, unless an earlier record of the
 * same partition carries a later stamp. One per topic.
 */
enum LogTime {
    /** As the protocol has it: time never steps back within a partition. */
    MONOTONE {
        @Override
        Clock clock() {
            Map<Integer, Long> latest = new HashMap<>();
            return (partition, stamp) -> latest.merge(partition, stamp, Math::max);
        }
    },
    /** The broker's stamps as they are: what a clock that steps back would do to a cohort. For tests. */
    RAW {
        @Override
        Clock clock() {
            return (partition, stamp) -> stamp;
        }
    };

    abstract Clock clock();

    /** Reads one topic's times; to be asked record by record, in the order of each partition. */
    interface Clock {
        long at(int partition, long stamp);
    }
}
