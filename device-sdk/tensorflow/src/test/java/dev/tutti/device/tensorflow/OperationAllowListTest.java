package dev.tutti.device.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OperationAllowListTest {
    @Test
    void whatALayerNeedsIsAllowed() {
        assertThat(OperationAllowList.allows("MatMul")).isTrue();
        assertThat(OperationAllowList.allows("ResourceApplyMomentum")).isTrue();
    }

    @Test
    void filesTheHostAndChanceAreNot() {
        assertThat(OperationAllowList.allows("ReadFile")).isFalse();
        assertThat(OperationAllowList.allows("PyFunc")).isFalse();
        assertThat(OperationAllowList.allows("StatefulUniform")).isFalse();
        assertThat(OperationAllowList.allows("matmul")).isFalse();
        assertThat(OperationAllowList.allows("")).isFalse();
    }
}
