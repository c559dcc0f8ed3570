package dev.lode.storage.wal;

/// The log over O_DIRECT and O_DSYNC, or what there is instead.
final class DirectWalTest extends WalContract {
    @Override
    WalConfig.Device device() {
        return WalConfig.Device.AUTO;
    }
}
