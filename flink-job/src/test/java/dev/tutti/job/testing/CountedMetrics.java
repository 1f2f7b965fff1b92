package dev.tutti.job.testing;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** A metric group whose counters, and those of all groups below it, can be read by their names. */
public final class CountedMetrics extends UnregisteredMetricsGroup {
    private final String prefix;
    private final Map<String, Counter> counters;

    public CountedMetrics() {
        this("", new TreeMap<>());
    }

    private CountedMetrics(String prefix, Map<String, Counter> counters) {
        this.prefix = prefix;
        this.counters = counters;
    }

    /** Counts by dotted name. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        counters.forEach((name, counter) -> counts.put(name, counter.getCount()));
        return counts;
    }

    @Override
    public Counter counter(String name) {
        Counter counter = new SimpleCounter();
        if (counters.put(prefix + name, counter) != null) {
            throw new IllegalStateException("expected each counter once, was registered again: " + prefix + name);
        }
        return counter;
    }

    @Override
    public MetricGroup addGroup(String name) {
        return new CountedMetrics(prefix + name + ".", counters);
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
        return new CountedMetrics(prefix + key + "." + value + ".", counters);
    }
}
