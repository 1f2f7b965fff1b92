package dev.tutti.device;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.RoundId;

/**
 * The one announcement that a run's update went to.
 *
 * @param announcement announcement hash
 * @param round which round it is
 * @param upload upload id of the masked update
 * @param base the model the update starts from
 */
public record Participation(Digest announcement, RoundId round, UploadId upload, BaseModel base) {}
