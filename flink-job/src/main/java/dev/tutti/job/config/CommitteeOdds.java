package dev.tutti.job.config;

import java.io.Serializable;

/**
 * What committees that are drawn by sortition must withstand (protocol: "Choosing the committee").
 *
 * @param corruptShare γ: the largest share of the enrolled devices that may be corrupt, 0 … below 1
 * @param mostEnrolled P: devices the enrolment log will hold at the most, for the thresholds to be held against when the
 *     task is ordered; 0 for any number. With more devices nothing is announced unless the thresholds still do
 */
public record CommitteeOdds(double corruptShare, int mostEnrolled) implements Serializable {
    /** One device in a hundred, among however many. */
    public static final CommitteeOdds DEFAULT = new CommitteeOdds(0.01, 0);

    public CommitteeOdds {
        Checks.require(corruptShare >= 0 && corruptShare < 1, "committee.corrupt.share in 0 … below 1", corruptShare);
        Checks.require(mostEnrolled >= 0, "committee.enrolled.max >= 0", mostEnrolled);
    }
}
