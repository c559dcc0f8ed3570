package dev.lode.storage.wal;

/// The device `FORCE`.
final class ForceDeviceTest extends LogDeviceContract {
    @Override
    WalConfig.Device kind() {
        return WalConfig.Device.FORCE;
    }
}
