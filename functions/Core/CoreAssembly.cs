namespace Sentinel.Core;
