package dev.tutti.simulator.check;

import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.encode.UpdateDecoder;
import dev.tutti.secagg.statement.Encoding;
import java.util.List;

/**
 * By how much one cohort would move the model, over all its slices.
 *
 * @param values its contributors' weighted mean, parameter by parameter
 * @param weight the sum of their weights, by which it counts beside others
 */
@SuppressWarnings("ArrayRecordComponent") // read by PlaintextRun alone, never compared
record CohortMean(float[] values, long weight) {
    static CohortMean of(List<SliceSum> slices, Encoding encoding) {
        int dimension =
                slices.stream().mapToInt(slice -> slice.parameters().length).sum();
        float[] values = new float[dimension];
        int from = 0;
        for (SliceSum slice : slices) {
            float[] mean = UpdateDecoder.meanDelta(slice, encoding);
            System.arraycopy(mean, 0, values, from, mean.length);
            from += mean.length;
        }
        return new CohortMean(values, slices.get(0).weight());
    }

    /** The mean over several, each counting by its weight and rounded to a float once; of a single one, its own to the bit. */
    static float[] together(List<CohortMean> cohorts) {
        float[] first = cohorts.get(0).values;
        if (cohorts.size() == 1) {
            return first;
        }
        long weight = cohorts.stream().mapToLong(CohortMean::weight).sum();
        float[] mean = new float[first.length];
        for (int i = 0; i < mean.length; i++) {
            double total = 0;
            for (CohortMean cohort : cohorts) {
                total += (double) cohort.values[i] * cohort.weight;
            }
            mean[i] = (float) (total / weight);
        }
        return mean;
    }
}
